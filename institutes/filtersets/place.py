from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES, STATES
from institutes.models import Site, State
from mfgusa.catalogue.facets import Facet, words_of
from mfgusa.catalogue.filtersets import (
    AsOfFilter,
    FacetedFilterSet,
    SearchFilter,
    SortFilter,
)
from mfgusa.catalogue.search import Folded


class SiteFilterSet(FacetedFilterSet):
    """How the sites can be narrowed down."""

    q = SearchFilter(label=_("Search"))
    as_of = AsOfFilter()
    kind = Facet("kind", label=_("Kind"), vocabulary=words_of(Site.Kind))
    institute = Facet("institute__key", label=_("Institute"), vocabulary=INSTITUTES)
    region = Facet(
        "state__region", label=_("Census region"), vocabulary=words_of(State.Region)
    )
    state = Facet("state__code", label=_("State"), vocabulary=STATES)
    precision = Facet(
        "precision", label=_("Point known to"), vocabulary=words_of(Site.Precision)
    )
    sort = SortFilter(
        name=(Folded("name"), _("Name")),
        institute=(Folded("institute__acronym"), _("Institute")),
        state=("state__name", _("State")),
    )
