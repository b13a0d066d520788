from django.utils.translation import gettext_lazy as _

from institutes.filtersets.ties import TiedFilterSet, TieFacet
from institutes.filtersets.vocabularies import INSTITUTES, STATES
from institutes.models import Membership, Partner
from mfgusa.catalogue.facets import (
    Facet,
    NumberFacet,
    TextPresenceFacet,
    values_of,
    words_of,
)
from mfgusa.catalogue.filtersets import (
    AsOfFilter,
    SearchFilter,
    SortFilter,
)
from mfgusa.catalogue.search import Folded


class PartnerFilterSet(TiedFilterSet):
    """How the partners can be narrowed down; their rows know `institute_count`."""

    same_tie = ("institute", "role")

    q = SearchFilter(label=_("Search"))
    as_of = AsOfFilter()
    sector = Facet("sector", label=_("Sector"), vocabulary=words_of(Partner.Sector))
    institute = TieFacet(
        "memberships__institute__key", label=_("Institute"), vocabulary=INSTITUTES
    )
    also = TieFacet(
        "memberships__institute__key", label=_("Also tied to"), vocabulary=INSTITUTES
    )
    institutes = NumberFacet("institute_count", label=_("Number of institutes"))
    subsector = Facet(
        "subsector", label=_("Subsector"), vocabulary=words_of(Partner.Subsector)
    )
    state = Facet("state__code", label=_("State"), vocabulary=STATES)
    country = Facet(
        "country",
        label=_("Country"),
        vocabulary=values_of(Partner.objects.all(), "country"),
    )
    role = TieFacet(
        "memberships__role", label=_("Role"), vocabulary=words_of(Membership.Role)
    )
    ror = TextPresenceFacet("ror", label=_("ROR id"))
    sort = SortFilter(
        name=(Folded("name"), _("Name")),
        institutes=("institute_count", _("Number of institutes")),
        state=("state__name", _("State")),
        sector=("sector", _("Sector")),
    )
