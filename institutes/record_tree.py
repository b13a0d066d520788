"""The tree of a funding record: the records that contain it and those it contains."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from institutes.models.funding import FundingRecord
from institutes.models.ledger import Treatment, ancestors


@dataclass
class RecordNode:
    """A record of the tree, with its parts below it."""

    record: FundingRecord
    treatment: Treatment
    is_current: bool = False
    parts: list["RecordNode"] = field(default_factory=list)

    def descendants(self) -> Iterator["RecordNode"]:
        """Yield every record that this one contains, at any depth."""
        for part in self.parts:
            yield part
            yield from part.descendants()


class RecordTree:
    """The topmost record that contains a record, and all that the topmost contains.

    Takes three queries. The treatments are those of the institute's ledger, for no
    record outside the tree contains one of it or is contained in one.
    """

    def __init__(self, record: FundingRecord) -> None:
        parents = FundingRecord.objects.parents()
        path = ancestors(record.pk, parents)
        self.nodes: dict[int, RecordNode] = {}
        self.top = self._build(record, (path or [record.pk])[-1], parents)
        self.ancestors = [self.nodes[pk] for pk in path]
        self.current = self.nodes[record.pk]

    def _build(
        self, record: FundingRecord, top: int, parents: Mapping[int, int]
    ) -> RecordNode:
        pks = [top, *(pk for pk in parents if top in ancestors(pk, parents))]
        rows = FundingRecord.objects.filter(pk__in=pks)
        treatments = rows.ledger(parents).treatments
        for row in rows.with_scope().order_by("fiscal_year", "period_start", "key"):
            self.nodes[row.pk] = RecordNode(
                row, treatments[row.pk], is_current=row.pk == record.pk
            )
        for pk, node in self.nodes.items():
            if pk != top:
                self.nodes[parents[pk]].parts.append(node)
        return self.nodes[top]

    @property
    def counted_ancestor(self) -> FundingRecord | None:
        """The record that contains this one and is counted instead of it."""
        counted = (node for node in self.ancestors if node.treatment.is_counted)
        return next((node.record for node in counted), None)

    @property
    def counted_descendants(self) -> list[FundingRecord]:
        """The records that this one contains and that are counted instead of it."""
        nodes = self.current.descendants()
        return [node.record for node in nodes if node.treatment.is_counted]
