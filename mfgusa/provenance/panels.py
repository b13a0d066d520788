"""The sections of a source's page: the facts that rest on it, kind by kind."""

from mfgusa.catalogue.panels import Panel
from mfgusa.provenance.fact_types import kinds
from mfgusa.provenance.models import Source, facts_on

MOST = 50  # As many facts of a kind as the page shows before it leads to the rest.


class Facts(Panel):
    """The facts of one kind that rest on a source, or the first of very many."""

    template = "provenance/panels/facts.html"

    def __init__(self, source, kind, count):
        self.kind, self.every = kind, count
        self.slug, self.title = kind.slug, kind.title
        super().__init__(source)

    @classmethod
    def whole(cls, source, kind):
        """All of one kind, however many."""
        return cls(source, kind, None)

    def get_rows(self):
        rows = self.kind.on(self.subject).order_by(*self.kind.model._meta.ordering)
        rows = rows.select_related("source", *self.kind.model.select_related_for_str)
        return list(rows if self.every is None else rows[:MOST])

    @property
    def count(self):
        return len(self.rows) if self.every is None else self.every

    @property
    def is_cut(self):
        return len(self.rows) < self.count


def facts_of(source):
    """A section for each kind of fact that a source has; one query for all counts."""
    every = kinds()
    counts = {kind.table: facts_on(kind.model, source.pk) for kind in every}
    found = Source.objects.filter(pk=source.pk).annotate(**counts).values(*counts).get()
    return [Facts(source, k, found[k.table]) for k in every if found[k.table]]
