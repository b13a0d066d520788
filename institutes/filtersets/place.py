from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES, STATES
from institutes.models import Site, State
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import AsOfFilter, SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary
from mfgusa.catalogue.search.fields import SearchFold


class SiteFilterSet(FacetedFilterSet):
    """The filters of sites."""

    rows = Site.objects.all()

    q = SearchFilter(label=_("Search"))
    as_of = AsOfFilter()
    kind = Facet("kind", label=_("Kind"), vocabulary=choices_vocabulary(Site.Kind))
    institute = Facet("institute__key", label=_("Institute"), vocabulary=INSTITUTES)
    region = Facet(
        "state__region",
        label=_("Census region"),
        vocabulary=choices_vocabulary(State.Region),
    )
    state = Facet("state__code", label=_("State"), vocabulary=STATES)
    precision = Facet(
        "precision",
        label=_("Point known to"),
        vocabulary=choices_vocabulary(Site.Precision),
    )
    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        institute=(SearchFold("institute__acronym"), _("Institute")),
        state=("state__name", _("State")),
    )


class StateFilterSet(FacetedFilterSet):
    """The filters of states, whose rows have counts."""

    rows = State.objects.with_counts()
    reads = ("institutes", "sites", "partners", "workforce_programs")

    q = SearchFilter(label=_("Search"))
    region = Facet(
        "region", label=_("Census region"), vocabulary=choices_vocabulary(State.Region)
    )
    division = Facet(
        "division",
        label=_("Census division"),
        vocabulary=choices_vocabulary(State.Division),
    )
    institutes = NumberFacet("institute_count", label=_("Number of institutes"))
    institute = Facet(
        "sites__institute__key", label=_("Has a site of"), vocabulary=INSTITUTES
    )
    sites = NumberFacet("site_count", label=_("Number of sites"))
    partners = NumberFacet("partner_count", label=_("Number of partners"), last=999)
    programs = NumberFacet("program_count", label=_("Number of programs"), last=999)
    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        institutes=("institute_count", _("Number of institutes")),
        sites=("site_count", _("Number of sites")),
        partners=("partner_count", _("Number of partners")),
        programs=("program_count", _("Number of programs")),
    )
