from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.counting import count_subquery
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import recorded
from mfgusa.fields.partial_dates import PartialDateField
from mfgusa.fields.slug_keys import KeyedQuerySet, KeyField
from mfgusa.provenance.models import Cited
from roadmaps.rules import keeps_its_series


class RoadmapQuerySet(SearchableQuerySet, KeyedQuerySet):
    """Where the institutes say technology should go."""

    search_related = ("institute", "focus_area")

    def in_series(self, series):
        """The versions of one roadmap, the oldest first; one without a date is last."""
        return self.filter(series=series).order_by("published", "version", "key")

    def with_scope(self):
        return self.select_related("institute", "focus_area", "source")

    def with_items(self):
        paths = ("source", "skills", "item_links")
        return self.prefetch_related(*(f"items__{path}" for path in paths))

    def with_counts(self):
        """With how many items they have, and how many of these someone takes up."""
        items = self.model.items.rel.related_model.objects.order_by()
        own = items.filter(roadmap=OuterRef("pk"))
        work = own.filter(item_links__isnull=False)
        return self.annotate(
            item_count=count_subquery(own), work_count=count_subquery(work, "pk")
        )

    def with_reach(self):
        """With the first and the last year and readiness level of their items."""
        items = self.model.items.rel.related_model.objects.order_by()
        own = items.filter(roadmap=OuterRef("pk")).values("roadmap")
        edges = {
            "first_target": Min("target_year"),
            "last_target": Max("target_year"),
            "first_trl": Min(Coalesce("trl_start", "trl_end")),
            "last_trl": Max(Coalesce("trl_end", "trl_start")),
        }
        return self.annotate(
            **{
                name: Subquery(own.annotate(edge=edge).values("edge"))
                for name, edge in edges.items()
            }
        )


@recorded
class Roadmap(Cited):
    """A technology roadmap, or a statement of goals that stands for one.

    No institute means the whole network.
    """

    natural_key_fields = ["key"]
    select_related_for_str = ("institute",)

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
    series = KeyField(
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

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return cached_reverse("roadmaps:roadmap-detail", self.key)

    def natural_key(self):
        return (self.key,)
