"""The tables of the plans: which columns each has and what names a row."""

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Coalesce, Collate

from institutes.models import Institute, Project
from institutes.resources import CITED, scope
from mfgusa.tables.columns import Choice
from mfgusa.tables.references import Reference, key_expression
from mfgusa.tables.resources import Column, TableResource
from roadmaps import models


class SkillResource(TableResource):
    table = "skills"

    class Meta:
        model = models.Skill
        fields = ["slug", "name"]
        import_id_fields = ["slug"]


class ChallengeResource(TableResource):
    table = "challenges"

    class Meta:
        model = models.Challenge
        fields = ["slug", "name", "description"]
        import_id_fields = ["slug"]


class RoadmapResource(TableResource):
    table = "roadmaps"
    institute = scope()

    class Meta:
        model = models.Roadmap
        fields = [
            "key",
            "institute",
            "title",
            "version",
            "published",
            "horizon_start",
            "horizon_end",
            "focus_area",
            "topic",
            "url",
            "summary",
            *CITED,
        ]
        import_id_fields = ["key"]


class RoadmapItemResource(TableResource):
    table = "roadmap_items"

    class Meta:
        model = models.RoadmapItem
        fields = [
            "roadmap",
            "order",
            "theme",
            "title",
            "description",
            "horizon",
            "target_year",
            "metric",
            "baseline",
            "target",
            "trl_start",
            "trl_end",
            "skills",
            *CITED,
        ]
        import_id_fields = ["roadmap", "order"]


class SubjectType(Choice):
    """Which kind of thing a challenge link is about."""

    def __init__(self):
        super().__init__(models.ChallengeLink.SUBJECTS)

    def __deepcopy__(self, memo):
        return type(self)()

    def select(self, path):
        kinds = (When(**{f"{s}__isnull": False}, then=Value(s)) for s in self.allowed)
        return Collate(Case(*kinds, output_field=TextField()), "C")


class Subject(Reference):
    """The key of the subject, in the table that `subject_type` names."""

    told_by = "subject_type"
    kinds = {
        "institute": Institute,
        "project": Project,
        "roadmap": models.Roadmap,
        "roadmap_item": models.RoadmapItem,
    }

    def __init__(self, model=models.RoadmapItem, *, none=""):
        super().__init__(model, none=none)

    def target(self, cells):
        return self.kinds.get(cells.get(self.told_by, "").strip())

    def select(self, path):
        keys = (key_expression(model, name) for name, model in self.kinds.items())
        return Collate(Coalesce(*keys), "C")

    def clean(self, value, row=None, **kwargs):
        model = self.target(row or {})
        return Reference(model).clean(value) if model else None


class SubjectTypeColumn(Column):
    """Tells the subject's column where to put it; it is not stored itself."""

    def put(self, row, value, cells):
        pass

    def save(self, instance, row, is_m2m=False, **kwargs):
        pass


class SubjectColumn(Column):
    """Puts the subject into the field that its type names."""

    def put(self, row, value, cells):
        row |= {f"{name}_id": None for name in models.ChallengeLink.SUBJECTS}
        if value is not None:
            row[f"{cells['subject_type'].strip()}_id"] = value

    def save(self, instance, row, is_m2m=False, **kwargs):
        subject = self.clean(row)
        self.put(vars(instance), subject and subject.pk, row)


class ChallengeLinkResource(TableResource):
    table = "challenge_links"
    subject_type = SubjectTypeColumn("subject_type", SubjectType())
    subject = SubjectColumn("subject", Subject())

    class Meta:
        model = models.ChallengeLink
        fields = ["challenge", "subject_type", "subject", *CITED, "note"]
        import_id_fields = ["challenge", "subject_type", "subject"]
