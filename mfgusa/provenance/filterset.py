from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.filters.conditions import ConditionFacet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import (
    FacetedFilterSet,
    SearchFilter,
    SortFilter,
)
from mfgusa.catalogue.filters.ranges import YearFacet
from mfgusa.catalogue.filters.vocabulary import Option, Vocabulary, column_vocabulary
from mfgusa.catalogue.search.fields import SearchFold
from mfgusa.provenance.fact_types import fact_types
from mfgusa.provenance.models import Source

NO_FACTS = "nothing"


def _kinds_and_nothing():
    named = [Option(fact_type.slug, fact_type.title) for fact_type in fact_types()]
    return [*named, Option(NO_FACTS, _("Nothing"))]


class FactsFacet(ConditionFacet):
    """Which kinds of fact rest on a source; `nothing` where none does."""

    def __init__(self, field_name="pk", *, label, **kwargs):
        kwargs = {"vocabulary": Vocabulary(_kinds_and_nothing)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self):
        rests = {k.slug: Q(Exists(k.on(OuterRef("pk")))) for k in fact_types()}
        return rests | {NO_FACTS: ~Q(*rests.values(), _connector=Q.OR)}


class SourceFilterSet(FacetedFilterSet):
    """How the sources can be narrowed down; their rows know `fact_count`."""

    q = SearchFilter(label=gettext_lazy("Search"))
    facts = FactsFacet(label=gettext_lazy("What rests on it"))
    published = YearFacet("published", label=gettext_lazy("Year"))
    publisher = Facet(
        "publisher",
        label=gettext_lazy("Publisher"),
        vocabulary=column_vocabulary(Source.objects.all(), "publisher"),
    )
    sort = SortFilter(
        title=(SearchFold("title"), gettext_lazy("Title")),
        published=("published", gettext_lazy("Published")),
        publisher=(SearchFold("publisher"), gettext_lazy("Publisher")),
        accessed=("accessed", gettext_lazy("Read")),
        facts=("fact_count", gettext_lazy("Number of facts")),
    )
