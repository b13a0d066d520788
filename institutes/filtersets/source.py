from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.facts import kinds
from institutes.models import Source
from mfgusa.catalogue.facets import Facet, Option, Vocabulary, YearFacet, values_of
from mfgusa.catalogue.filtersets import FacetedFilterSet, SearchFilter, SortFilter
from mfgusa.catalogue.search import Folded

NOTHING = "nothing"


def _kinds_and_nothing():
    named = [Option(kind.slug, kind.title) for kind in kinds()]
    return [*named, Option(NOTHING, _("Nothing"))]


class FactsFacet(Facet):
    """Which kinds of fact rest on a source; `nothing` where none does."""

    limit = None

    def __init__(self, field_name="pk", *, label, **kwargs):
        kwargs = {"vocabulary": Vocabulary(_kinds_and_nothing)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self):
        """What each value says of a source."""
        rests = {k.slug: Q(Exists(k.on(OuterRef("pk")))) for k in kinds()}
        return rests | {NOTHING: ~Q(*rests.values(), _connector=Q.OR)}

    def condition(self, model, values):
        conditions, none = self.conditions(), Q(pk__in=[])
        return Q(*(conditions.get(v, none) for v in values), _connector=Q.OR)

    def counts(self, rows):
        found = {
            value: Count("pk", filter=condition)
            for value, condition in self.conditions().items()
        }
        names = {value.replace("-", "_"): value for value in found}
        asked = {name: found[value] for name, value in names.items()}
        counts = Source.objects.filter(pk__in=rows.values("pk")).aggregate(**asked)
        return {names[name]: count for name, count in counts.items()}


class SourceFilterSet(FacetedFilterSet):
    """How the sources can be narrowed down; their rows know `fact_count`."""

    q = SearchFilter(label=gettext_lazy("Search"))
    facts = FactsFacet(label=gettext_lazy("What rests on it"))
    published = YearFacet("published", label=gettext_lazy("Year"))
    publisher = Facet(
        "publisher",
        label=gettext_lazy("Publisher"),
        vocabulary=values_of(Source.objects.all(), "publisher"),
    )
    sort = SortFilter(
        title=(Folded("title"), gettext_lazy("Title")),
        published=("published", gettext_lazy("Published")),
        publisher=(Folded("publisher"), gettext_lazy("Publisher")),
        accessed=("accessed", gettext_lazy("Read")),
        facts=("fact_count", gettext_lazy("Number of facts")),
    )
