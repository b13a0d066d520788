"""The tables of roadmaps, skills and challenges: their columns and keys."""

from typing import Any

from django.db.models import Case, ForeignKey, Model, TextField, Value, When
from django.db.models.functions import Coalesce, Collate

from institutes.resources import scope_column
from mfgusa.provenance.resources import CITATION_COLUMNS
from mfgusa.tables.schema.columns import ChoiceColumn
from mfgusa.tables.schema.fields import TableField
from mfgusa.tables.schema.references import ReferenceColumn, key_expression
from mfgusa.tables.schema.resource import TableResource
from roadmaps import models
from roadmaps.models.link import SubjectLink


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


def subject_model(link: type[SubjectLink], name: str) -> type[Model]:
    """Return the model that a foreign key of a link refers to."""
    field = link._meta.get_field(name)
    if not isinstance(field, ForeignKey):
        raise TypeError(f"{name} of {link.__name__} is no foreign key.")
    return field.related_model


class SubjectTypeColumn(ChoiceColumn):
    """The type of the subject of a link."""

    def __init__(self, link: type[SubjectLink]) -> None:
        super().__init__(link.SUBJECT_FIELDS)
        self.link = link

    def __deepcopy__(self, memo: object) -> "SubjectTypeColumn":
        return type(self)(self.link)

    def expression(self, path: str) -> Collate:
        types = (When(**{f"{t}__isnull": False}, then=Value(t)) for t in self.allowed)
        return Collate(Case(*types, output_field=TextField()), "C")


class SubjectColumn(ReferenceColumn):
    """The key of the subject, a row of the table that `subject_type` names."""

    discriminator = "subject_type"

    def __init__(self, link: type[SubjectLink]) -> None:
        self.link = link
        self.models = {name: subject_model(link, name) for name in link.SUBJECT_FIELDS}
        super().__init__(self.models[link.SUBJECT_FIELDS[-1]])

    def target(self, cells: dict[str, str]) -> type[Model] | None:
        return self.models.get(cells.get(self.discriminator, "").strip())

    def target_models(self) -> list[type[Model]]:
        return list(self.models.values())

    def expression(self, path: str) -> Collate:
        keys = (key_expression(model, name) for name, model in self.models.items())
        return Collate(Coalesce(*keys), "C")


class SubjectTypeField(TableField):
    """The type of the subject, which is not stored; it selects the foreign key."""

    def __init__(self, link: type[SubjectLink]) -> None:
        super().__init__("subject_type", SubjectTypeColumn(link))

    def assign(self, row: dict[str, Any], value: Any, cells: dict[str, str]) -> None:
        pass


class SubjectField(TableField):
    """The subject, stored in the foreign key that its type names."""

    def __init__(self, link: type[SubjectLink]) -> None:
        super().__init__("subject", SubjectColumn(link))
        self.link = link

    def assign(self, row: dict[str, Any], value: Any, cells: dict[str, str]) -> None:
        row |= {f"{name}_id": None for name in self.link.SUBJECT_FIELDS}
        if value is not None:
            row[f"{cells['subject_type'].strip()}_id"] = value


class ChallengeLinkResource(TableResource):
    table = "challenge_links"
    subject_type = SubjectTypeField(models.ChallengeLink)
    subject = SubjectField(models.ChallengeLink)

    class Meta:
        model = models.ChallengeLink
        fields = ["challenge", "subject_type", "subject", *CITATION_COLUMNS, "note"]
        import_id_fields = ["challenge", "subject_type", "subject"]


class ItemLinkResource(TableResource):
    table = "roadmap_item_links"
    subject_type = SubjectTypeField(models.ItemLink)
    subject = SubjectField(models.ItemLink)

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
