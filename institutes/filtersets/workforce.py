from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES, STATES
from institutes.models import WorkforceProgram
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import (
    FacetedFilterSet,
    SearchFilter,
    SortFilter,
)
from mfgusa.catalogue.filters.ranges import RangeFacet
from mfgusa.catalogue.filters.vocabulary import values_of, words_of
from mfgusa.catalogue.search.fields import Folded


class WorkforceFilterSet(FacetedFilterSet):
    """How the workforce programs can be narrowed down."""

    q = SearchFilter(label=_("Search"))
    audience = Facet(
        "audience", label=_("For"), vocabulary=words_of(WorkforceProgram.Audience)
    )
    institute = Facet("institute__key", label=_("Institute"), vocabulary=INSTITUTES)
    state = Facet("states__code", label=_("State"), vocabulary=STATES)
    credential = Facet(
        "credential",
        label=_("Credential"),
        vocabulary=values_of(WorkforceProgram.objects.all(), "credential"),
    )
    learners = RangeFacet("learners", label=_("Learners"), unit=_("people"))
    sort = SortFilter(
        name=(Folded("name"), _("Name")),
        learners=("learners", _("Learners")),
        institute=(Folded("institute__acronym"), _("Institute")),
    )
