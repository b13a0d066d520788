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
from mfgusa.db.history import recorded
from mfgusa.fields.partial_dates import PartialDateField
from mfgusa.fields.slug_keys import KeyedQuerySet, KeyField
from mfgusa.provenance.models import Cited


class IndicatorQuerySet(SearchableQuerySet, KeyedQuerySet):
    """What is measured of the network and its institutes."""

    def with_observations(self):
        """How many observations there are, of how many institutes, in which years."""
        of_network = Count("pk", filter=Q(institute=None))
        return self.annotate(
            observation_count=Coalesce(_figure(Count("pk")), 0),
            network_count=Coalesce(_figure(of_network), 0),
            institute_count=Coalesce(_figure(Count("institute", distinct=True)), 0),
            first_year=_figure(Min("fiscal_year")),
            last_year=_figure(Max("fiscal_year")),
        )

    def with_disagreements(self):
        """Whether sources disagree on the network, and on any of the institutes.

        What a disagreement is, `ObservationQuerySet.disagreements` says.
        """
        own = Observation.objects.filter(indicator=OuterRef("pk"))
        return self.annotate(
            network_disagrees=Exists(own.of_network().disagreements()),
            institutes_disagree=Exists(own.of_institutes().disagreements()),
        )

    def in_groups(self):
        """By what is measured, and by name; those know their `group`."""
        whens = [
            When(network_count__gt=0, unit__in=units, then=group)
            for group, units in GROUPS.items()
        ]
        group = Case(*whens, default=Indicator.Group.INSTITUTES)
        rows = self.with_observations().annotate(group=group)
        return rows.order_by("group", *self.model._meta.ordering)


def _figure(figure):
    """A figure of the observations of each indicator, as a column."""
    own = Observation.objects.order_by().filter(indicator=OuterRef("pk"))
    return Subquery(own.values("indicator").annotate(n=figure).values("n"))


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

    class Group(models.IntegerChoices):
        """What is measured, in the order of a reader; of the network but for one."""

        MEMBERS = 1, _("Members, projects and institutes")
        MONEY = 2, _("Money")
        PEOPLE = 3, _("People")
        SHARES = 4, _("Shares and growth")
        FLOOR_AREA = 5, _("Floor area")
        INSTITUTES = 6, _("Of single institutes only")

    natural_key_fields = ["slug"]

    slug = KeyField()
    name = models.CharField(max_length=100, unique=True)
    unit = models.CharField(max_length=20, choices=Unit)
    definition = models.TextField()
    search = search_column(names=["name"], text=["definition"])

    objects = IndicatorQuerySet.as_manager()

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

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return cached_reverse("institutes:indicator-detail", self.slug)

    def natural_key(self):
        return (self.slug,)

    @property
    def group_name(self):
        """The words for its `group`; wants `in_groups`."""
        return Indicator.Group(self.group).label


GROUPS = {  # The indicators of the network, by their units.
    Indicator.Group.MEMBERS: [Indicator.Unit.COUNT],
    Indicator.Group.MONEY: [Indicator.Unit.USD, Indicator.Unit.RATIO],
    Indicator.Group.PEOPLE: [Indicator.Unit.PEOPLE],
    Indicator.Group.SHARES: [Indicator.Unit.PERCENT],
    Indicator.Group.FLOOR_AREA: [Indicator.Unit.SQUARE_FEET],
}


class ObservationQuerySet(models.QuerySet):
    """What sources say of an indicator."""

    def of(self, slug, institute):
        """Those of one indicator for an institute, or for the network (none)."""
        return self.filter(indicator__slug=slug, institute=institute)

    def of_network(self):
        return self.filter(institute=None)

    def of_institutes(self):
        return self.filter(institute__isnull=False)

    def disagreements(self):
        """Each indicator, scope and time that sources give different values for.

        The time is that of `Observation.time`; what has none is no one's rival. Bounds
        are not weighed: “708” and “at least 700” are two values, though both may hold.
        """
        year, day = Cast("fiscal_year", TextField()), Cast("as_of", TextField())
        timed = self.annotate(at=Coalesce(year, day)).exclude(at=None)
        each = timed.order_by().values("indicator", "institute", "at")
        return each.annotate(n=Count("value", distinct=True)).filter(n__gt=1)

    def preferred(self):
        return self.filter(rank=Observation.Rank.PREFERRED)

    def with_scope(self):
        return self.select_related("institute", "indicator", "source")

    def chronological(self):
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
        found = {one.indicator.slug: one for one in rows.newest_of_each()}
        return [found[slug] for slug in slugs if slug in found]

    def newest_of_each(self):
        """The newest value of each indicator; what has no year is the oldest."""
        newest = self.order_by(
            "indicator_id", F("fiscal_year").desc(nulls_last=True), "id"
        )
        return newest.distinct("indicator_id").with_scope()

    def most_observed(self):
        """The slug of the indicator with most observations; none without any."""
        counted = self.order_by().values_list("indicator__slug")
        often = counted.annotate(n=Count("pk")).order_by("-n", "indicator__slug")
        return next((slug for slug, _n in often[:1]), None)


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
        return f"{self.indicator}, {scope}, {self.time or '?'}"

    def get_absolute_url(self):
        return self.indicator.get_absolute_url()

    @property
    def time(self):
        """Where it stands in time: its fiscal year, or the day where it has none."""
        return str(self.fiscal_year or self.as_of or "")

    @property
    def is_series_break(self):
        """Whether its note says that it cannot be compared with what came before."""
        return any(words in self.note.lower() for words in BREAKS)
