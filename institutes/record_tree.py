"""A funding record among those that contain it and those that it contains."""

from dataclasses import dataclass, field

from institutes.models import FundingRecord, Treatment
from institutes.models.ledger import ancestors


@dataclass
class RecordNode:
    """A record of the family, with its parts below it."""

    record: FundingRecord
    treatment: Treatment
    is_current: bool = False
    parts: list["RecordNode"] = field(default_factory=list)

    def descendants(self):
        """Every record that it contains, at any depth."""
        for part in self.parts:
            yield part
            yield from part.descendants()


class RecordTree:
    """The record's whole chain up to the topmost, and all that this one contains.

    Three queries. A family stands or falls by itself: its standings are those of the
    ledger of the institute, for nothing outside it contains or is contained.
    """

    def __init__(self, record):
        parents = FundingRecord.objects.parents()
        ancestor_nodes = ancestors(record.pk, parents)
        self.top = self._tree(record, (ancestor_nodes or [record.pk])[-1], parents)
        self.ancestor_nodes = [self.nodes[pk] for pk in ancestor_nodes]
        self.current = self.nodes[record.pk]

    def _tree(self, record, top, parents):
        pks = [top, *(pk for pk in parents if top in ancestors(pk, parents))]
        rows = FundingRecord.objects.filter(pk__in=pks)
        told = rows.ledger(parents).treatments
        self.nodes = {
            row.pk: RecordNode(row, told[row.pk], is_current=row.pk == record.pk)
            for row in rows.with_scope().order_by("fiscal_year", "period_start", "key")
        }
        for pk, node in self.nodes.items():
            if pk != top:
                self.nodes[parents[pk]].parts.append(node)
        return self.nodes[top]

    @property
    def counted_ancestor(self):
        """The record that is counted in place of this one, which lies in it."""
        return next(
            (n.record for n in self.ancestor_nodes if n.treatment.is_counted), None
        )

    @property
    def counted_descendants(self):
        """The records that are counted in place of this one, which contains them."""
        return [n.record for n in self.current.descendants() if n.treatment.is_counted]
