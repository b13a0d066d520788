from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextField,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from institutes.models.measures import Bound
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.partial_dates import PartialDateField
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.provenance.models import Cited

if TYPE_CHECKING:
    from institutes.models.institute import Institute


class IndicatorQuerySet(SearchableQuerySet["Indicator"], NaturalKeyMixin):
    """Indicators of the network and its institutes."""

    def with_observations(self) -> Self:
        """Annotate the numbers of observations and institutes, and the years."""
        network, institutes = Q(institute=None), Count("institute", distinct=True)
        return self.annotate(
            observation_count=Coalesce(_of_observations(Count("pk")), 0),
            network_count=Coalesce(_of_observations(Count("pk", filter=network)), 0),
            institute_count=Coalesce(_of_observations(institutes), 0),
            first_year=_of_observations(Min("fiscal_year")),
            last_year=_of_observations(Max("fiscal_year")),
        )

    def with_disagreements(self) -> Self:
        """Annotate whether sources disagree on the network and on any institute.

        `ObservationQuerySet.disagreements` defines what a disagreement is.
        """
        observations = Observation.objects.filter(indicator=OuterRef("pk"))
        return self.annotate(
            network_disagrees=Exists(observations.of_network().disagreements()),
            institutes_disagree=Exists(observations.of_institutes().disagreements()),
        )

    def in_groups(self) -> Self:
        """Annotate `group` (what is measured) and order by it, then by name."""
        whens = [
            When(network_count__gt=0, unit__in=units, then=group)
            for group, units in UNITS_BY_GROUP.items()
        ]
        group = Case(*whens, default=Indicator.Group.INSTITUTES)
        rows = self.with_observations().annotate(group=group)
        return rows.order_by("group", *(self.model._meta.ordering or ()))


def _of_observations(aggregate: models.Aggregate) -> Subquery:
    """Aggregate the observations of each indicator, as a column."""
    observations = Observation.objects.order_by().filter(indicator=OuterRef("pk"))
    rows = observations.values("indicator").annotate(n=aggregate)
    return Subquery(rows.values("n"))


@track_history
class Indicator(models.Model):
    """Something that is measured, in one unit."""

    class Unit(models.TextChoices):
        COUNT = "count", _("count")
        PERCENT = "percent", _("percent")
        PEOPLE = "people", _("people")
        USD = "USD", _("US dollars")
        RATIO = "ratio", _("ratio")
        SQUARE_FEET = "square-feet", _("square feet")

    class Group(models.IntegerChoices):
        """What is measured, in reading order; all but the last are of the network."""

        MEMBERS = 1, _("Members, projects and institutes")
        MONEY = 2, _("Money")
        PEOPLE = 3, _("People")
        SHARES = 4, _("Shares and growth")
        FLOOR_AREA = 5, _("Floor area")
        INSTITUTES = 6, _("Of single institutes only")

    natural_key_fields = ["slug"]

    slug = SlugKeyField()
    name = models.CharField(max_length=100, unique=True)
    unit = models.CharField(max_length=20, choices=Unit)
    definition = models.TextField()
    search = search_column(names=["name"], text=["definition"])

    objects = IndicatorQuerySet.as_manager()

    group: int  # Annotated by `in_groups`.

    class Meta:
        ordering = [SearchFold("name")]
        indexes = [GinIndex(fields=["search"], name="indicator_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(definition=""),
                name="indicator_is_defined",
                violation_error_message=_("Say what the indicator measures."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:indicator-detail", self.slug)

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    @property
    def group_name(self) -> str:
        """The label of `group`, which `in_groups` annotates."""
        return str(Indicator.Group(self.group).label)


UNITS_BY_GROUP = {  # Of indicators that the network has observations of.
    Indicator.Group.MEMBERS: [Indicator.Unit.COUNT],
    Indicator.Group.MONEY: [Indicator.Unit.USD, Indicator.Unit.RATIO],
    Indicator.Group.PEOPLE: [Indicator.Unit.PEOPLE],
    Indicator.Group.SHARES: [Indicator.Unit.PERCENT],
    Indicator.Group.FLOOR_AREA: [Indicator.Unit.SQUARE_FEET],
}


class ObservationQuerySet(models.QuerySet["Observation"]):
    """Observations, by scope (network or institute), rank and time."""

    def in_scope(self, slug: str, institute: "Institute | None") -> Self:
        """Return those of an indicator for an institute, or for the network (None)."""
        return self.filter(indicator__slug=slug, institute=institute)

    def of_network(self) -> Self:
        """Return the observations of the whole network."""
        return self.filter(institute=None)

    def of_institutes(self) -> Self:
        """Return the observations of single institutes."""
        return self.filter(institute__isnull=False)

    def disagreements(self) -> "models.QuerySet[Observation, Any]":
        """Group by indicator, scope and time where sources give different values.

        The time is that of `Observation.time`; observations without a time are left
        out. Bounds are ignored: “708” and “at least 700” are two values.
        """
        year, day = Cast("fiscal_year", TextField()), Cast("as_of", TextField())
        dated = self.annotate(at=Coalesce(year, day)).exclude(at=None)
        groups = dated.order_by().values("indicator", "institute", "at")
        return groups.annotate(n=Count("value", distinct=True)).filter(n__gt=1)

    def preferred(self) -> Self:
        """Return the preferred observations."""
        return self.filter(rank=Observation.Rank.PREFERRED)

    def with_scope(self) -> Self:
        """Load the institute, the indicator and the source too."""
        return self.select_related("institute", "indicator", "source")

    def chronological(self) -> Self:
        """Order by scope, the network first, and by time; undated ones come last."""
        return self.order_by(
            F("institute__acronym").asc(nulls_first=True),
            F("fiscal_year").asc(nulls_last=True),
            F("as_of").asc(nulls_last=True),
            "-rank",  # Preferred before normal.
            "id",
        )

    def newest_of_network(
        self, slugs: Sequence[str], until: int | None = None
    ) -> "list[Observation]":
        """Return the newest preferred network value of each indicator, in that order.

        With `until`, a fiscal year, leave out newer and undated observations.
        """
        rows = self.of_network().preferred().filter(indicator__slug__in=slugs)
        if until:
            rows = rows.filter(fiscal_year__lte=until)
        newest = {row.indicator.slug: row for row in rows.newest_of_each()}
        return [newest[slug] for slug in slugs if slug in newest]

    def newest_of_each(self) -> Self:
        """Return the newest observation of each indicator; undated ones are oldest."""
        newest = self.order_by(
            "indicator_id", F("fiscal_year").desc(nulls_last=True), "id"
        )
        return newest.distinct("indicator_id").with_scope()

    def most_observed(self) -> str | None:
        """Return the slug of the indicator with the most observations, or None."""
        indicators = self.order_by().values("indicator__slug").annotate(n=Count("pk"))
        most = indicators.order_by("-n", "indicator__slug").first()
        return most["indicator__slug"] if most else None


BREAK_PHRASES = ("change of counting", "change of definition", "break in the series")


@track_history
class Observation(Cited):
    """The value of an indicator that one source gives for one year or day.

    No institute means the whole network. Where sources disagree, all stand and one
    is preferred.
    """

    class Rank(models.TextChoices):
        PREFERRED = "preferred", _("Preferred")
        NORMAL = "normal", _("Normal")

    natural_key_fields = ["institute", "indicator", "fiscal_year", "as_of", "source"]
    select_related_for_str = ("institute", "indicator")

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

    anchor: str  # The id of its row on a page; set by `ObservationSeries`.

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

    def __str__(self) -> str:
        scope = self.institute or _("network")
        return f"{self.indicator}, {scope}, {self.time or '?'}"

    def get_absolute_url(self) -> str:
        return self.indicator.get_absolute_url()

    @property
    def time(self) -> str:
        """The fiscal year, else the day; blank if neither is recorded."""
        return str(self.fiscal_year or self.as_of or "")

    @property
    def is_series_break(self) -> bool:
        """Whether the note says that earlier values are not comparable."""
        return any(phrase in self.note.lower() for phrase in BREAK_PHRASES)
