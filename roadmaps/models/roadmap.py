from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from institutes.models import Cited
from institutes.models.source import trl_in_order
from mfgusa.catalogue.search import Folded, SearchableQuerySet, search_column
from mfgusa.history import recorded
from mfgusa.keys import KeyedQuerySet, KeyField
from mfgusa.partial_dates import PartialDateField


class RoadmapQuerySet(SearchableQuerySet, KeyedQuerySet):
    """Where the institutes say technology should go."""

    def with_scope(self):
        return self.select_related("institute", "focus_area", "source")

    def with_items(self):
        items = RoadmapItem.objects.with_scope().order_by("order")
        return self.prefetch_related(Prefetch("items", items))


@recorded
class Roadmap(Cited):
    """A technology roadmap, or a statement of goals that stands for one.

    No institute means the whole network.
    """

    natural_key_fields = ["key"]
    told_by = ("institute",)

    key = KeyField()
    institute = models.ForeignKey(
        "institutes.Institute",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roadmaps",
        help_text=_("Empty for the whole network."),
    )
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=40, blank=True)
    published = PartialDateField(null=True, blank=True)
    horizon_start = models.PositiveSmallIntegerField(
        null=True, blank=True, db_comment="calendar year"
    )
    horizon_end = models.PositiveSmallIntegerField(
        null=True, blank=True, db_comment="calendar year"
    )
    focus_area = models.ForeignKey(
        "institutes.FocusArea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roadmaps",
    )
    topic = models.CharField(
        max_length=200, blank=True, help_text=_("In the words of the source.")
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    summary = models.TextField(blank=True)
    search = search_column(names=["title"], aliases=["topic"], text=["summary"])

    objects = RoadmapQuerySet.as_manager()

    class Meta:
        ordering = [Folded("title"), "key"]
        indexes = [
            models.Index(Folded("title"), "key", name="roadmap_by_title"),
            models.Index(fields=["published"], name="roadmap_by_date"),
            GinIndex(fields=["search"], name="roadmap_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(horizon_start__isnull=True)
                | Q(horizon_end__isnull=True)
                | Q(horizon_end__gte=F("horizon_start")),
                name="roadmap_ends_after_it_starts",
                violation_error_message=_(
                    "A roadmap's horizon cannot end before it starts."
                ),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its place on the page of its institute; one of the network has none yet."""
        return f"{self.institute.get_absolute_url()}#roadmaps" if self.institute else ""

    def natural_key(self):
        return (self.key,)


class RoadmapItemQuerySet(SearchableQuerySet):
    """What the roadmaps ask for."""

    def with_scope(self):
        return self.select_related("roadmap", "source").prefetch_related("skills")

    def get_by_natural_key(self, roadmap, order):
        return self.get(roadmap__key=roadmap, order=order)


@recorded
class RoadmapItem(Cited):
    """One aim, gap, topic or step of a roadmap."""

    class Horizon(models.TextChoices):
        NEAR = "near", _("Near term")
        MID = "mid", _("Mid term")
        LONG = "long", _("Long term")

    natural_key_fields = ["roadmap", "order"]
    told_by = ("roadmap__institute",)

    roadmap = models.ForeignKey(Roadmap, models.PROTECT, related_name="items")
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
    skills = models.ManyToManyField("Skill", blank=True, related_name="roadmap_items")
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
            trl_in_order("roadmap_item_trl_in_order"),
            models.CheckConstraint(
                condition=Q(target_year__isnull=True)
                | Q(target_year__range=(1900, 2200)),
                name="roadmap_item_year_has_four_digits",
                violation_error_message=_("A target year has four digits: 2030."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return self.roadmap.get_absolute_url()

    def natural_key(self):
        return (self.roadmap.key, self.order)


@recorded
class RoadmapItemSkill(RoadmapItem.skills.through):
    """That a roadmap item asks for a skill; here so that its history is kept."""

    class Meta:
        proxy = True
