from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES, STATES
from institutes.models import WorkforceProgram
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import RangeFacet
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary, column_vocabulary
from mfgusa.catalogue.search.fields import SearchFold


class WorkforceFilterSet(FacetedFilterSet):
    """The filters of workforce programs."""

    rows = WorkforceProgram.objects.all()

    q = SearchFilter(label=_("Search"))
    audience = Facet(
        "audience",
        label=_("For"),
        vocabulary=choices_vocabulary(WorkforceProgram.Audience),
    )
    institute = Facet("institute__key", label=_("Institute"), vocabulary=INSTITUTES)
    state = Facet("states__code", label=_("State"), vocabulary=STATES)
    credential = Facet(
        "credential",
        label=_("Credential"),
        vocabulary=column_vocabulary(WorkforceProgram.objects.all(), "credential"),
    )
    learners = RangeFacet("learners", label=_("Learners"), unit=_("people"))
    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        learners=("learners", _("Learners")),
        institute=(SearchFold("institute__acronym"), _("Institute")),
    )
