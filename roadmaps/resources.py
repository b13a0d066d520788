"""The tables of the plans: which columns each has and what names a row."""

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Coalesce, Collate

from institutes.resources import scope_column
from mfgusa.provenance.resources import CITATION_COLUMNS
from mfgusa.tables.schema.columns import ChoiceColumn
from mfgusa.tables.schema.references import ReferenceColumn, key_expression
from mfgusa.tables.schema.resource import TableField, TableResource
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
    institute = scope_column()

    class Meta:
        model = models.Roadmap
        fields = [
            "key",
            "institute",
            "title",
            "version",
            "series",
            "published",
            "horizon_start",
            "horizon_end",
            "focus_area",
            "topic",
            "url",
            "summary",
            *CITATION_COLUMNS,
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
            "continues",
            *CITATION_COLUMNS,
        ]
        import_id_fields = ["roadmap", "order"]


class SubjectType(ChoiceColumn):
    """Which kind of thing a link is about."""

    def __init__(self, link):
        super().__init__(link.SUBJECTS)
        self.link = link

    def __deepcopy__(self, memo):
        return type(self)(self.link)

    def select(self, path):
        kinds = (When(**{f"{s}__isnull": False}, then=Value(s)) for s in self.allowed)
        return Collate(Case(*kinds, output_field=TextField()), "C")


class Subject(ReferenceColumn):
    """The key of the subject, in the table that `subject_type` names."""

    told_by = "subject_type"

    def __init__(self, link, *, none=""):
        self.link = link
        self.kinds = {
            name: link._meta.get_field(name).related_model for name in link.SUBJECTS
        }
        super().__init__(self.kinds[link.SUBJECTS[-1]], none=none)

    def __deepcopy__(self, memo):
        return type(self)(self.link, none=self.none)

    def target(self, cells):
        return self.kinds.get(cells.get(self.told_by, "").strip())

    def select(self, path):
        keys = (key_expression(model, name) for name, model in self.kinds.items())
        return Collate(Coalesce(*keys), "C")

    def clean(self, value, row=None, **kwargs):
        model = self.target(row or {})
        return ReferenceColumn(model).clean(value) if model else None


class SubjectTypeColumn(TableField):
    """Tells the subject's column where to put it; it is not stored itself."""

    def __init__(self, link):
        super().__init__("subject_type", SubjectType(link))

    def put(self, row, value, cells):
        pass

    def save(self, instance, row, is_m2m=False, **kwargs):
        pass


class SubjectColumn(TableField):
    """Puts the subject into the field that its type names."""

    def __init__(self, link):
        super().__init__("subject", Subject(link))
        self.link = link

    def put(self, row, value, cells):
        row |= {f"{name}_id": None for name in self.link.SUBJECTS}
        if value is not None:
            row[f"{cells['subject_type'].strip()}_id"] = value

    def save(self, instance, row, is_m2m=False, **kwargs):
        subject = self.clean(row)
        self.put(vars(instance), subject and subject.pk, row)


class ChallengeLinkResource(TableResource):
    table = "challenge_links"
    subject_type = SubjectTypeColumn(models.ChallengeLink)
    subject = SubjectColumn(models.ChallengeLink)

    class Meta:
        model = models.ChallengeLink
        fields = ["challenge", "subject_type", "subject", *CITATION_COLUMNS, "note"]
        import_id_fields = ["challenge", "subject_type", "subject"]


class ItemLinkResource(TableResource):
    table = "roadmap_item_links"
    subject_type = SubjectTypeColumn(models.ItemLink)
    subject = SubjectColumn(models.ItemLink)

    class Meta:
        model = models.ItemLink
        fields = ["roadmap_item", "subject_type", "subject", *CITATION_COLUMNS, "note"]
        import_id_fields = ["roadmap_item", "subject_type", "subject"]


class SkillProgramResource(TableResource):
    table = "skill_programs"

    class Meta:
        model = models.SkillProgram
        fields = ["skill", "workforce_program", *CITATION_COLUMNS, "note"]
        import_id_fields = ["skill", "workforce_program"]
