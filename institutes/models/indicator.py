from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from institutes.models.source import Bound, Cited
from mfgusa.catalogue.search import Folded, SearchableQuerySet, search_column
from mfgusa.history import recorded
from mfgusa.keys import KeyedQuerySet, KeyField
from mfgusa.partial_dates import PartialDateField


class IndicatorQuerySet(SearchableQuerySet, KeyedQuerySet):
    """What is measured of the network and its institutes."""

    def with_observations(self):
        """How many observations there are, of how many institutes, in which years."""
        return self.annotate(
            observation_count=Count("observations"),
            network_count=Count("observations", Q(observations__institute=None)),
            institute_count=Count("observations__institute", distinct=True),
            first_year=Min("observations__fiscal_year"),
            last_year=Max("observations__fiscal_year"),
        )


@recorded
class Indicator(models.Model):
    """Something that is measured, in one unit."""

    class Unit(models.TextChoices):
        COUNT = "count", _("count")
        PERCENT = "percent", _("percent")
        PEOPLE = "people", _("people")
        USD = "USD", _("US dollars")
        RATIO = "ratio", _("ratio")
        SQUARE_FEET = "square-feet", _("square feet")

    natural_key_fields = ["slug"]

    slug = KeyField()
    name = models.CharField(max_length=100, unique=True)
    unit = models.CharField(max_length=20, choices=Unit)
    definition = models.TextField()
    search = search_column(names=["name"], text=["definition"])

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = [Folded("name")]
        indexes = [GinIndex(fields=["search"], name="indicator_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(definition=""),
                name="indicator_is_defined",
                violation_error_message=_("Say what the indicator measures."),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("institutes:indicator-detail", args=[self.slug])

    def natural_key(self):
        return (self.slug,)


class ObservationQuerySet(models.QuerySet):
    """What sources say of an indicator."""

    def of_network(self):
        return self.filter(institute=None)

    def preferred(self):
        return self.filter(rank=Observation.Rank.PREFERRED)

    def with_scope(self):
        return self.select_related("institute", "indicator", "source")

    def in_time(self):
        """The network before the institutes, each in time; last what has no year."""
        return self.order_by(
            F("institute__acronym").asc(nulls_first=True),
            F("fiscal_year").asc(nulls_last=True),
            F("as_of").asc(nulls_last=True),
            "-rank",  # Preferred before normal.
            "id",
        )

    def newest_of_network(self, slugs, until=None):
        """The newest preferred value of each named indicator, in the order named.

        With `until`, a fiscal year, what is newer or of no year is left out.
        """
        rows = self.of_network().preferred().filter(indicator__slug__in=slugs)
        if until:
            rows = rows.filter(fiscal_year__lte=until)
        newest = rows.order_by(
            "indicator_id", F("fiscal_year").desc(nulls_last=True), "id"
        )
        found = {
            o.indicator.slug: o for o in newest.distinct("indicator_id").with_scope()
        }
        return [found[slug] for slug in slugs if slug in found]


BREAKS = ("change of counting", "change of definition", "break in the series")


@recorded
class Observation(Cited):
    """The value of an indicator that one source gives for one year or day.

    No institute means the whole network. Where sources disagree, all stand and one
    is preferred.
    """

    class Rank(models.TextChoices):
        PREFERRED = "preferred", _("Preferred")
        NORMAL = "normal", _("Normal")

    natural_key_fields = ["institute", "indicator", "fiscal_year", "as_of", "source"]
    told_by = ("institute", "indicator")

    institute = models.ForeignKey(
        "Institute",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="observations",
        help_text=_("Empty for the whole network."),
    )
    fiscal_year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        db_comment="federal fiscal year, October to September",
    )
    as_of = PartialDateField(null=True, blank=True)
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="observations"
    )
    value = models.DecimalField(
        max_digits=18, decimal_places=4, db_comment="in the unit of the indicator"
    )
    bound = models.CharField(max_length=10, choices=Bound, default=Bound.EXACT)
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.PREFERRED)
    note = models.TextField(blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["indicator__slug", "institute__key", "fiscal_year", "id"]
        indexes = [
            models.Index(fields=["fiscal_year", "rank"], name="observation_by_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "indicator", "fiscal_year", "as_of", "source"],
                name="observation_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "This source is entered already for this scope, indicator and time."
                ),
            ),
            models.UniqueConstraint(
                fields=["institute", "fiscal_year", "indicator"],
                condition=Q(rank="preferred"),
                name="observation_one_preferred",
                nulls_distinct=False,
                violation_error_message=_(
                    "Another observation of this scope, year and indicator is "
                    "preferred already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="observation_is_not_negative",
                violation_error_message=_("A value cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__isnull=True)
                | Q(fiscal_year__range=(1900, 2100)),
                name="observation_year_has_four_digits",
                violation_error_message=_("A fiscal year has four digits: 2016."),
            ),
        ]

    def __str__(self):
        scope = self.institute or _("network")
        return f"{self.indicator}, {scope}, {self.fiscal_year or self.as_of or '?'}"

    def get_absolute_url(self):
        return self.indicator.get_absolute_url()

    @property
    def breaks_series(self):
        """Whether its note says that it cannot be compared with what came before."""
        return any(words in self.note.lower() for words in BREAKS)
