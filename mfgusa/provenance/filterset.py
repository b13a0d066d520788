from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.filters.conditions import ConditionFacet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import YearFacet
from mfgusa.catalogue.filters.vocabulary import Option, Vocabulary, column_vocabulary
from mfgusa.catalogue.search.fields import SearchFold
from mfgusa.provenance.fact_types import fact_types
from mfgusa.provenance.models import Source, fact_models

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NO_FACTS = "nothing"


def _fact_type_options() -> list[Option]:
    options = [Option(fact_type.slug, fact_type.title) for fact_type in fact_types()]
    return [*options, Option(NO_FACTS, _("Nothing"))]


class FactsFacet(ConditionFacet):
    """The types of facts that rest on a source; `nothing` where none does."""

    def __init__(
        self, field_name: str = "pk", *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": Vocabulary(_fact_type_options)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self) -> dict[str, Q]:
        conditions = {
            fact_type.slug: Q(Exists(fact_type.on(OuterRef("pk"))))
            for fact_type in fact_types()
        }
        has_facts = Q(*conditions.values(), _connector=Q.OR)
        return conditions | {NO_FACTS: ~has_facts}


class SourceFilterSet(FacetedFilterSet):
    """The filters of sources, whose rows have `fact_count`."""

    rows = Source.objects.with_fact_count()
    reads = tuple(
        model._meta.get_field("source").related_query_name() for model in fact_models()
    )

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
