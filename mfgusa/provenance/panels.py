"""The sections of a source's page: the facts that rest on it, kind by kind."""

from mfgusa.catalogue.panels import Panel
from mfgusa.provenance.fact_types import fact_types
from mfgusa.provenance.models import Source, count_facts

MOST = 50  # As many facts of a kind as the page shows before it leads to the rest.


class FactsPanel(Panel):
    """The facts of one kind that rest on a source, or the first of very many."""

    template = "provenance/panels/facts.html"

    def __init__(self, source, fact_type, count):
        self.fact_type, self.every = fact_type, count
        self.slug, self.title = fact_type.slug, fact_type.title
        super().__init__(source)

    @classmethod
    def whole(cls, source, fact_type):
        """All of one kind, however many."""
        return cls(source, fact_type, None)

    def get_rows(self):
        rows = self.fact_type.on(self.subject).order_by(
            *self.fact_type.model._meta.ordering
        )
        rows = rows.select_related(
            "source", *self.fact_type.model.select_related_for_str
        )
        return list(rows if self.every is None else rows[:MOST])

    @property
    def count(self):
        return len(self.rows) if self.every is None else self.every

    @property
    def is_cut(self):
        return len(self.rows) < self.count


def fact_panels(source):
    """A section for each kind of fact that a source has; one query for all counts."""
    every = fact_types()
    counts = {
        fact_type.table: count_facts(fact_type.model, source.pk) for fact_type in every
    }
    found = Source.objects.filter(pk=source.pk).annotate(**counts).values(*counts).get()
    return [FactsPanel(source, k, found[k.table]) for k in every if found[k.table]]
