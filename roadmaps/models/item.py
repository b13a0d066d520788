"""Roadmap items, and the projects and programs that support them."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutes.models import Project, WorkforceProgram
from institutes.models.measures import ReadinessMixin, trl_range_constraint
from mfgusa.catalogue.search.fields import SearchableQuerySet, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.provenance.models import Cited
from roadmaps.models.link import SubjectLink, exactly_one_of
from roadmaps.triggers import continues_in_series

if TYPE_CHECKING:
    from roadmaps.models.skill import Skill


class RoadmapItemQuerySet(SearchableQuerySet["RoadmapItem"]):
    """Queries over roadmap items."""

    search_related = ("roadmap", "skills")

    def with_scope(self) -> Self:
        """Join the roadmap, its institute and the source; prefetch the skills."""
        items = self.select_related("roadmap__institute", "source")
        return items.prefetch_related("skills")

    def with_item_links(self) -> Self:
        """Prefetch the links to the projects and programs that support the items."""
        links = ItemLink.objects.with_subject()
        return self.prefetch_related(Prefetch("item_links", links))

    def get_by_natural_key(self, roadmap: str, order: int) -> "RoadmapItem":
        """Return the item by the key of its roadmap and its number."""
        return self.get(roadmap__key=roadmap, order=order)


@track_history
class RoadmapItem(ReadinessMixin, Cited):
    """One aim, gap, topic or step of a roadmap."""

    class Horizon(models.TextChoices):
        NEAR = "near", _("Near term")
        MID = "mid", _("Mid term")
        LONG = "long", _("Long term")

    natural_key_fields = ["roadmap", "order"]
    select_related_for_str = ("roadmap__institute",)

    roadmap = models.ForeignKey("Roadmap", models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    horizon = models.CharField(max_length=10, choices=Horizon, blank=True)
    target_year = models.PositiveSmallIntegerField(
        null=True, blank=True, db_comment="calendar year"
    )
    metric = models.CharField(max_length=100, blank=True)
    baseline = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=60, blank=True)
    trl_start = models.PositiveSmallIntegerField(
        _("TRL from"), null=True, blank=True, db_comment="technology readiness level"
    )
    trl_end = models.PositiveSmallIntegerField(
        _("TRL to"), null=True, blank=True, db_comment="technology readiness level"
    )
    skills: "models.ManyToManyField[Skill, RoadmapItemSkill]" = models.ManyToManyField(
        "Skill", blank=True, related_name="roadmap_items"
    )
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text=_(
            "The same item in an earlier version of the roadmap, where its title is "
            "another."
        ),
    )
    search = search_column(
        names=["title"], aliases=["theme", "metric"], text=["description"]
    )

    objects = RoadmapItemQuerySet.as_manager()

    class Meta:
        ordering = ["roadmap__key", "order"]
        indexes = [
            models.Index(fields=["theme"], name="roadmap_item_by_theme"),
            models.Index(fields=["horizon"], name="roadmap_item_by_horizon"),
            models.Index(fields=["target_year"], name="roadmap_item_by_year"),
            models.Index(fields=["trl_start", "trl_end"], name="roadmap_item_by_trl"),
            GinIndex(fields=["search"], name="roadmap_item_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "order"],
                name="roadmap_item_numbered_once",
                violation_error_message=_("This roadmap has an item of this number."),
            ),
            trl_range_constraint("roadmap_item_trl_in_order"),
            models.CheckConstraint(
                condition=Q(target_year__isnull=True)
                | Q(target_year__range=(1900, 2200)),
                name="roadmap_item_year_has_four_digits",
                violation_error_message=_("A target year has four digits: 2030."),
            ),
        ]
        triggers = [continues_in_series()]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return cached_reverse("roadmaps:roadmap-item-detail", *self.natural_key())

    @property
    def horizon_name(self) -> str:
        """The label of the horizon; blank if none is recorded."""
        return str(self.get_horizon_display()) if self.horizon else ""

    @property
    def trl(self) -> str:
        """The technology readiness levels: “4 to 6”, “7”; blank if none is recorded."""
        levels = {level for level in (self.trl_start, self.trl_end) if level}
        if len(levels) < 2:
            return "".join(map(str, levels))
        return _now("%(first)d to %(last)d") % {
            "first": min(levels),
            "last": max(levels),
        }

    def natural_key(self) -> tuple[str, int]:
        return (self.roadmap.key, self.order)


@track_history
class RoadmapItemSkill(RoadmapItem.skills.through):  # type: ignore[name-defined]
    """A link between a roadmap item and a skill, as a proxy so that it has a history.

    Mypy does not know the model that Django makes for a many-to-many field.
    """

    class Meta:
        proxy = True


class ItemLinkQuerySet(models.QuerySet["ItemLink"]):
    """Queries over links between roadmap items and what supports them."""

    def with_subject(self) -> Self:
        """Join the item, the subject and the source."""
        return self.select_related(
            "roadmap_item__roadmap__institute",
            "project__institute",
            "workforce_program__institute",
            "source",
        )


@track_history
class ItemLink(SubjectLink):
    """That a project or a workforce program takes up an item of a roadmap."""

    SUBJECT_FIELDS = ("project", "workforce_program")

    natural_key_fields = ["roadmap_item", *SUBJECT_FIELDS]
    select_related_for_str = ("roadmap_item__roadmap", *SUBJECT_FIELDS)

    roadmap_item = models.ForeignKey(
        RoadmapItem, models.PROTECT, related_name="item_links"
    )
    project = models.ForeignKey(
        "institutes.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="item_links",
    )
    workforce_program = models.ForeignKey(
        "institutes.WorkforceProgram",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="item_links",
    )
    note = models.TextField(blank=True)

    objects = ItemLinkQuerySet.as_manager()

    class Meta:
        ordering = ["roadmap_item__roadmap__key", "roadmap_item__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap_item", "project", "workforce_program"],
                name="item_link_once",
                nulls_distinct=False,
                violation_error_message=_("This subject has this item already."),
            ),
            models.CheckConstraint(
                condition=exactly_one_of("project", "workforce_program"),
                name="item_link_has_one_subject",
                violation_error_message=_(
                    "A link has exactly one subject: a project or a workforce program."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.roadmap_item}: {self.subject}"

    @property
    def subject(self) -> Project | WorkforceProgram | None:
        """The project or the workforce program; None if neither is set."""
        return self.project or self.workforce_program
