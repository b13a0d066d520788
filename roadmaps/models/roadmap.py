"""Technology roadmaps."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.counting import count_subquery
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.partial_dates import PartialDateField
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.provenance.models import Cited
from roadmaps.triggers import keeps_its_series

if TYPE_CHECKING:
    from roadmaps.models.item import RoadmapItem


class RoadmapQuerySet(SearchableQuerySet["Roadmap"], NaturalKeyMixin):
    """Queries over roadmaps."""

    search_related = ("institute", "focus_area")

    def in_series(self, series: str) -> Self:
        """Return the versions of one roadmap, oldest first, undated ones last."""
        return self.filter(series=series).order_by("published", "version", "key")

    def with_scope(self) -> Self:
        """Join the institute, the focus area and the source."""
        return self.select_related("institute", "focus_area", "source")

    def with_items(self) -> Self:
        """Prefetch the items with their sources, skills and links."""
        paths = ("source", "skills", "item_links")
        return self.prefetch_related(*(f"items__{path}" for path in paths))

    def with_counts(self) -> Self:
        """Add `item_count` and `supported_item_count`."""
        items = _items().filter(roadmap=OuterRef("pk"))
        supported = items.filter(item_links__isnull=False)
        return self.annotate(
            item_count=count_subquery(items),
            supported_item_count=count_subquery(supported, "pk"),
        )

    def with_item_ranges(self) -> Self:
        """Add the first and the last target year and readiness level of the items."""
        items = _items().filter(roadmap=OuterRef("pk")).values("roadmap")
        aggregates = {
            "first_target": Min("target_year"),
            "last_target": Max("target_year"),
            "first_trl": Min(Coalesce("trl_start", "trl_end")),
            "last_trl": Max(Coalesce("trl_end", "trl_start")),
        }
        return self.annotate(
            **{
                name: Subquery(items.annotate(edge=aggregate).values("edge"))
                for name, aggregate in aggregates.items()
            }
        )


def _items() -> "models.QuerySet[RoadmapItem]":
    """Return all roadmap items, unordered; their model refers to this module."""
    items = apps.get_model("roadmaps", "RoadmapItem")
    return items.objects.order_by()


@track_history
class Roadmap(Cited):
    """A technology roadmap, or a statement of goals that stands for one.

    A roadmap without an institute is that of the whole network.
    """

    natural_key_fields = ["key"]
    select_related_for_str = ("institute",)

    key = SlugKeyField()
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
    series = SlugKeyField(
        unique=False,
        blank=True,
        db_index=True,
        help_text=_("The same for all versions of one roadmap, such as “ipsr”."),
    )
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
        ordering = [SearchFold("title"), "key"]
        indexes = [
            models.Index(SearchFold("title"), "key", name="roadmap_by_title"),
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
        triggers = [keeps_its_series()]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return cached_reverse("roadmaps:roadmap-detail", self.key)

    def natural_key(self) -> tuple[str]:
        return (self.key,)
