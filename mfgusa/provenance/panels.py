"""The sections of a source's page: the facts that rest on it, type by type."""

from mfgusa.catalogue.panels import Panel
from mfgusa.provenance.fact_types import FactType, fact_types
from mfgusa.provenance.models import Cited, Source, count_facts

MAX_FACTS = 50  # The page of a source shows no more of a type; a link leads to all.


class FactsPanel(Panel):
    """The facts of one type that rest on a source, at most `MAX_FACTS` of them.

    Without a `total`, the panel shows all facts.
    """

    template = "provenance/panels/facts.html"
    subject: Source

    def __init__(
        self, source: Source, fact_type: FactType, total: int | None = None
    ) -> None:
        self.fact_type, self.total = fact_type, total
        self.slug, self.title = fact_type.slug, fact_type.title
        super().__init__(source)

    def get_rows(self) -> list[Cited]:
        model = self.fact_type.model
        rows = self.fact_type.on(self.subject).order_by(*(model._meta.ordering or ()))
        rows = rows.select_related("source", *model.select_related_for_str)
        return list(rows if self.total is None else rows[:MAX_FACTS])

    @property
    def count(self) -> int:
        return len(self.rows) if self.total is None else self.total

    @property
    def is_cut(self) -> bool:
        """Whether facts are left out."""
        return len(self.rows) < self.count


def fact_panels(source: Source) -> list[FactsPanel]:
    """Return a panel for each type of facts that a source has; one query for counts."""
    types = fact_types()
    # The columns have no names, since a table may be called like a field of the model.
    columns = (count_facts(fact_type.model, source.pk) for fact_type in types)
    counts = Source.objects.filter(pk=source.pk).values_list(*columns).get()
    return [
        FactsPanel(source, fact_type, count)
        for fact_type, count in zip(types, counts, strict=True)
        if count
    ]
