from operator import itemgetter

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.membership import MembershipFacet, MembershipFilterSet
from institutes.filtersets.vocabularies import INSTITUTES, STATES
from institutes.models import Membership, Partner, State
from institutes.models.partner import PartnerQuerySet, PlaceCount, country_abroad
from mfgusa.catalogue.facet_index.index import BitmapIndex
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import AsOfFilter, SearchFilter, SortFilter
from mfgusa.catalogue.filters.ranges import NumberFacet, TextPresenceFacet
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    choices_vocabulary,
    indexed_column_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold
from mfgusa.provenance.models import Source

IN_A_STATE = "in-a-state"  # The value of `abroad` for partners in a state.


def value_pair(first: str, second: str) -> Concat:
    """Return two values of a row as one text, such as “arm|founder”."""
    first_value, second_value = (
        Coalesce(NullIf(F(path), Value("")), Value(NOT_RECORDED))
        for path in (first, second)
    )
    return Concat(first_value, Value("|"), second_value, output_field=TextField())


def state_count(state: State, count: int) -> PlaceCount:
    """Return a state with the number of partners in it."""
    return PlaceCount(
        state=state.pk,
        state__code=state.code,
        state__name=state.name,
        state__region=state.region,
        abroad="",
        count=count,
    )


def country_count(country: str, count: int) -> PlaceCount:
    """Return a country with the number of partners in it, but in no state."""
    return PlaceCount(
        state=None,
        state__code=None,
        state__name=None,
        state__region=None,
        abroad=country,
        count=count,
    )


class PartnerFilterSet(MembershipFilterSet):
    """The filters of partners, whose rows have `institute_count`."""

    same_membership = ("institute", "role")
    extra_facets = ("abroad",)
    index = BitmapIndex(
        "partner",
        Partner.objects.with_institute_count(),
        facets=(
            "sector",
            "institute",
            "institutes",
            "subsector",
            "state",
            "country",
            "role",
            "ror",
        ),
        same={"also": "institute"},
        tie=value_pair("memberships__institute__key", "memberships__role"),
        abroad=country_abroad(Value(IN_A_STATE)),
        source=Cast("source", TextField()),
    )

    q = SearchFilter(label=_("Search"))
    as_of = AsOfFilter()
    sector = Facet(
        "sector", label=_("Sector"), vocabulary=choices_vocabulary(Partner.Sector)
    )
    institute = MembershipFacet(
        "memberships__institute__key", label=_("Institute"), vocabulary=INSTITUTES
    )
    also = MembershipFacet(
        "memberships__institute__key", label=_("Also tied to"), vocabulary=INSTITUTES
    )
    institutes = NumberFacet("institute_count", label=_("Number of institutes"))
    subsector = Facet(
        "subsector",
        label=_("Subsector"),
        vocabulary=choices_vocabulary(Partner.Subsector),
    )
    state = Facet("state__code", label=_("State"), vocabulary=STATES)
    country = Facet(
        "country",
        label=_("Country"),
        vocabulary=indexed_column_vocabulary(Partner, "country"),
    )
    role = MembershipFacet(
        "memberships__role",
        label=_("Role"),
        vocabulary=choices_vocabulary(Membership.Role),
    )
    ror = TextPresenceFacet("ror", label=_("ROR id"))

    @cached_property
    def places(self) -> list[PlaceCount]:
        """The number of partners in each state and country, as `counts_by_place`."""
        if not self.is_indexed:
            rows = self.qs
            assert isinstance(rows, PartnerQuerySet)
            return rows.counts_by_place()
        states = {state.code: state for state in State.objects.defer("search")}
        in_states = [
            state_count(states[code], count)
            for code, count in self.value_counts("state").items()
            if code != NOT_RECORDED
        ]
        abroad = [
            country_count(country.replace(NOT_RECORDED, ""), count)
            for country, count in self.value_counts("abroad").items()
            if country != IN_A_STATE
        ]
        in_states.sort(key=itemgetter("state__name"))
        return in_states + sorted(abroad, key=itemgetter("abroad"))

    @property
    def freshness_source(self) -> QuerySet[Source]:
        """The newest source of the partners."""
        if not self.is_indexed:
            return super().freshness_source
        keys = Source.objects.newest_first().values_list("pk", flat=True)
        newest = self.tally().first_of("source", [str(key) for key in keys])
        return Source.objects.filter(pk=newest or 0)

    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        institutes=("institute_count", _("Number of institutes")),
        state=("state__name", _("State")),
        sector=("sector", _("Sector")),
    )
