from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import AGENCIES, FOCUS_AREAS, STATES
from institutes.models import Institute, Membership, Partner, State
from mfgusa.catalogue.filters.conditions import ConditionFacet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import AsOfFilter, SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet, YearFacet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, choices_vocabulary
from mfgusa.catalogue.search.fields import SearchFold


class PartnerSectorFacet(ConditionFacet):
    """The sectors of an institute's partners.

    Each sector is tested by itself, because an institute may have very many partners.
    """

    def conditions(self) -> dict[str, Q]:
        memberships = Membership.objects.order_by().filter(institute=OuterRef("pk"))
        conditions = {
            sector.value: Q(Exists(memberships.filter(partner__sector=sector)))
            for sector in Partner.Sector
        }
        without_sector = Exists(memberships.filter(partner__sector=""))
        return conditions | {NOT_RECORDED: Q(without_sector) | ~Q(Exists(memberships))}


class InstituteFilterSet(FacetedFilterSet):
    """The filters of institutes, whose rows have `sector_count`."""

    rows = Institute.objects.with_sector_count()
    reads = ("memberships__partner__sector",)

    q = SearchFilter(label=_("Search"))
    as_of = AsOfFilter()
    status = Facet(
        "status", label=_("Status"), vocabulary=choices_vocabulary(Institute.Status)
    )
    agency = Facet("agency__code", label=_("Sponsoring agency"), vocabulary=AGENCIES)
    focus = Facet(
        "focus_links__focus_area__slug",
        label=_("Focus area"),
        vocabulary=FOCUS_AREAS,
        parent_path="focus_links__focus_area__parent__slug",
    )
    region = Facet(
        "state__region",
        label=_("Census region"),
        vocabulary=choices_vocabulary(State.Region),
    )
    state = Facet("state__code", label=_("State"), vocabulary=STATES)
    established = YearFacet("established", label=_("Established"))
    sector = PartnerSectorFacet(
        label=_("Has partners from"), vocabulary=choices_vocabulary(Partner.Sector)
    )
    sectors = NumberFacet(
        "sector_count",
        label=_("Of industry, academia and government, partners from"),
        last=3,
    )
    sort = SortFilter(
        acronym=(SearchFold("acronym"), _("Name")),
        established=("established", _("Established")),
        announced=("announced", _("Announced")),
        state=("state__name", _("State")),
        agency=("agency__code", _("Sponsoring agency")),
    )
