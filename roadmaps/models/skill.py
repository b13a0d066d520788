"""Skills, and the workforce programs that teach them."""

from typing import Self

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.counting import count_subquery
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.provenance.models import Cited


class SkillQuerySet(SearchableQuerySet["Skill"], NaturalKeyMixin):
    """Queries over skills."""

    def with_counts(self) -> Self:
        """Add `item_count` (items that require it) and `program_count`."""
        through = apps.get_model("roadmaps", "RoadmapItemSkill")
        items = through.objects.filter(skill=OuterRef("pk"))
        programs = SkillProgram.objects.filter(skill=OuterRef("pk"))
        return self.annotate(
            item_count=count_subquery(items), program_count=count_subquery(programs)
        )


@track_history
class Skill(models.Model):
    """Something that the work of a roadmap asks people to be able to do."""

    natural_key_fields = ["slug"]

    slug = SlugKeyField()
    name = models.CharField(max_length=100, unique=True)
    programs = models.ManyToManyField(
        "institutes.WorkforceProgram", through="SkillProgram", related_name="skills"
    )
    search = search_column(names=["name"])

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = [SearchFold("name")]
        indexes = [GinIndex(fields=["search"], name="skill_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="skill_has_a_name",
                violation_error_message=_("A skill has a name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("roadmaps:skill-detail", self.slug)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class SkillProgramQuerySet(models.QuerySet["SkillProgram"]):
    """Queries over links between skills and programs."""

    def with_program(self) -> Self:
        """Join the program, its institute and the source."""
        return self.select_related("workforce_program__institute", "source")

    def with_skill(self) -> Self:
        """Join the skill and the source."""
        return self.select_related("skill", "source")


@track_history
class SkillProgram(Cited):
    """That a workforce program teaches a skill."""

    natural_key_fields = ["skill", "workforce_program"]
    select_related_for_str = ("skill", "workforce_program")

    skill = models.ForeignKey(Skill, models.PROTECT, related_name="program_links")
    workforce_program = models.ForeignKey(
        "institutes.WorkforceProgram", models.PROTECT, related_name="skill_links"
    )
    note = models.TextField(blank=True)

    objects = SkillProgramQuerySet.as_manager()

    class Meta:
        ordering = ["skill__slug", "workforce_program__key"]
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "workforce_program"],
                name="skill_program_once",
                violation_error_message=_("This program teaches this skill already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.workforce_program}: {self.skill}"

    def get_absolute_url(self) -> str:
        return self.skill.get_absolute_url()
