from operator import itemgetter

from django.db.models import F, QuerySet, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.membership import (
    COUNT,
    MembershipCountFacet,
    MembershipFacet,
    MembershipFilterSet,
)
from institutes.filtersets.vocabularies import INSTITUTES, STATES, states_by_name
from institutes.models import Membership, Partner, State
from institutes.models.partner import PlaceCount, country_abroad
from mfgusa.catalogue.facet_index.definition import HiddenFacet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import AsOfFilter, SearchFilter, SortFilter
from mfgusa.catalogue.filters.ranges import TextPresenceFacet
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    choices_vocabulary,
    indexed_column_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold
from mfgusa.provenance.models import Source

IN_A_STATE = "in-a-state"  # The value of `abroad` for partners in a state.


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

    rows = Partner.objects.with_institute_count()
    same_membership = ("institute", "role")
    part_of = {
        "institute": "institute",
        "also": "institute",
        "role": "role",
        "institutes": COUNT,
    }
    hidden_facets = {
        **MembershipFilterSet.hidden_facets,
        "abroad": HiddenFacet(
            country_abroad(Value(IN_A_STATE)), reads=("state", "country")
        ),
        "source": HiddenFacet(F("source"), reads=("source",)),
    }
    sortable_facets = ("institutes", "state", "sector")

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
    institutes = MembershipCountFacet(
        "institute_count", label=_("Number of institutes")
    )
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
        """The number of partners in each state, and in each country outside states."""
        partners = self.row_set()
        states = {state.code: state for state in states_by_name()}
        in_states = [
            state_count(states[code], count)
            for code, count in self.value_counts("state", partners).items()
            if code != NOT_RECORDED
        ]
        abroad = [
            country_count(country.replace(NOT_RECORDED, ""), count)
            for country, count in self.value_counts("abroad", partners).items()
            if country != IN_A_STATE
        ]
        in_states.sort(key=itemgetter("state__name"))
        return in_states + sorted(abroad, key=itemgetter("abroad"))

    @property
    def freshness_source(self) -> QuerySet[Source]:
        """The sources of the partners."""
        partners, by_source = self.row_set(), self.sets("source")
        keys = [key for key, rows in by_source.items() if rows.intersect(partners)]
        return Source.objects.filter(pk__in=keys)

    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        institutes=("institute_count", _("Number of institutes")),
        state=("state__name", _("State")),
        sector=("sector", _("Sector")),
    )
