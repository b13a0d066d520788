from operator import itemgetter

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.membership import MembershipFacet, MembershipFilterSet
from institutes.filtersets.vocabularies import INSTITUTES, STATES
from institutes.models import Membership, Partner, State
from institutes.models.partner import country_abroad
from mfgusa.catalogue.facet_index.index import BitmapIndex
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import AsOfFilter, SearchFilter, SortFilter
from mfgusa.catalogue.filters.ranges import NumberFacet, TextPresenceFacet
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    choices_vocabulary,
    indexed_column_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold
from mfgusa.provenance.models import Source

IN_A_STATE = "in-a-state"  # The value of those who are not abroad.
NOWHERE = (None,) * 4  # The state of a partner in none.


def join_values(first, second):
    """Two values of a row as one, “arm|founder”."""
    parts = (
        Coalesce(NullIf(F(path), Value("")), Value(NOT_RECORDED))
        for path in (first, second)
    )
    one, other = parts
    return Concat(one, Value("|"), other, output_field=TextField())


def count_row(state, country, found):
    """A place as `by_place` counts it; `state` holds what of the state it tells."""
    pk, code, name, region = state
    return {
        "state": pk,
        "state__code": code,
        "state__name": name,
        "state__region": region,
        "abroad": country,
        "found": found,
    }


class PartnerFilterSet(MembershipFilterSet):
    """How the partners can be narrowed down; their rows know `institute_count`."""

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
        tie=join_values("memberships__institute__key", "memberships__role"),
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
    def places(self):
        """How many of the partners are in each state and country, as `by_place`."""
        if not self.is_indexed:
            return self.qs.counts_by_place()
        rows = State.objects.values_list("pk", "code", "name", "region")
        states = {state[1]: state for state in rows}
        inside = [
            count_row(states[code], "", found)
            for code, found in self.value_counts("state").items()
            if code != NOT_RECORDED
        ]
        abroad = [
            count_row(NOWHERE, country.replace(NOT_RECORDED, ""), found)
            for country, found in self.value_counts("abroad").items()
            if country != IN_A_STATE
        ]
        return sorted(inside, key=itemgetter("state__name")) + sorted(
            abroad, key=itemgetter("abroad")
        )

    @property
    def freshness_source(self):
        """Of the sources that the partners rest on, the newest."""
        if not self.is_indexed:
            return super().freshness_source
        keys = Source.objects.newest_first().values_list("pk", flat=True)
        newest = self.tally().first_of("source", [str(key) for key in keys])
        return Source.objects.filter(pk=newest)

    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        institutes=("institute_count", _("Number of institutes")),
        state=("state__name", _("State")),
        sector=("sector", _("Sector")),
    )
