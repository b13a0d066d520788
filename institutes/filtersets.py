"""Which facets each catalogue of facts has."""

from django.utils.translation import gettext_lazy as _

from institutes.models import Agency, FocusArea, Institute, Partner, State
from mfgusa.catalogue.facets import Facet, YearFacet, rows_of, words_of
from mfgusa.catalogue.filtersets import FacetedFilterSet, SearchFilter, SortFilter
from mfgusa.catalogue.search import Folded


class InstituteFilterSet(FacetedFilterSet):
    """How the institutes can be narrowed down."""

    q = SearchFilter(label=_("Search"))
    status = Facet("status", label=_("Status"), vocabulary=words_of(Institute.Status))
    agency = Facet(
        "agency__code",
        label=_("Sponsor"),
        vocabulary=rows_of(Agency.objects.all(), "code", "name"),
    )
    focus = Facet(
        "focus_links__focus_area__slug",
        label=_("Focus area"),
        vocabulary=rows_of(FocusArea.objects.all(), "slug", "name", "parent__slug"),
        parent_path="focus_links__focus_area__parent__slug",
    )
    region = Facet(
        "state__region", label=_("Census region"), vocabulary=words_of(State.Region)
    )
    state = Facet(
        "state__code",
        label=_("State"),
        vocabulary=rows_of(State.objects.all(), "code", "name"),
    )
    established = YearFacet("established", label=_("Established"))
    sector = Facet(
        "memberships__partner__sector",
        label=_("Has partners from"),
        vocabulary=words_of(Partner.Sector),
    )
    sort = SortFilter(
        acronym=(Folded("acronym"), _("Name")),
        established=("established", _("Established")),
        announced=("announced", _("Announced")),
        state=("state__name", _("State")),
        agency=("agency__code", _("Sponsor")),
    )
