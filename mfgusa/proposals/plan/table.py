"""Plans one file of a package against its table."""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from mfgusa.proposals.batching import batched
from mfgusa.proposals.plan.key_index import KeyIndex
from mfgusa.proposals.plan.lines import ExistingRow, LinePlanner, PlannedLine
from mfgusa.proposals.plan.removals import Removals, planned_removals
from mfgusa.proposals.plan.row_checks import RowChecks
from mfgusa.proposals.plan.store import PlanStore
from mfgusa.tables.files.readers.table_file import TableLine
from mfgusa.tables.schema.natural_keys import KeyLookup, referenced_keys
from mfgusa.tables.schema.snapshots import snapshots


class TablePlanner:
    """Plans the lines of a file in batches."""

    def __init__(self, index: KeyIndex, keys: KeyLookup) -> None:
        self.index, self.keys = index, keys
        self.file, self.resource = index.file, index.resource
        self.lines = LinePlanner(index.file, keys)
        self.checks = RowChecks(self.resource)

    def run(
        self, store: PlanStore, removals: Removals, report: Callable[[], None]
    ) -> None:
        """Store the plan of every line and removal, and the rules they violate."""
        self.checks.create()
        table, removed = self.resource.table, removals.get(self.resource.model, set())
        keyed = zip(self.file.lines(), self.index.keys, strict=True)
        for batch in batched(keyed):
            lines = list(self._plan(batch))
            self.checks.add(store.position, lines)
            store.write(table, lines)
            report()
        for ids in batched(sorted(removed)):
            store.write(table, planned_removals(self.resource, ids))
        store.add_errors(table, self.checks.errors(sorted(removed)))

    def _plan(self, keyed: list[tuple[TableLine, str]]) -> Iterator[PlannedLine]:
        cells = [line.cells for line, _key in keyed]
        for model, texts in referenced_keys(self.lines.readers.values(), cells).items():
            self.keys.load(model, texts)
        existing = self._existing(key for _line, key in keyed)
        for line, key in keyed:
            planned = self.lines.plan(line, key, existing.get(key))
            self._check_repeated(planned, key)
            yield planned

    def _existing(self, keys: Iterable[str]) -> dict[str, ExistingRow]:
        ids = {key: self.index.ids[key] for key in keys if key in self.index.ids}
        rows = snapshots(self.resource, ids.values())
        return {key: (pk, *rows[pk]) for key, pk in ids.items() if pk in rows}

    def _check_repeated(self, planned: PlannedLine, key: str) -> None:
        first = self.index.first_lines[key]
        is_valid_key = not planned.bad_columns.intersection(self.resource.key)
        if first != planned.number and is_valid_key:
            text = _("The key %(key)s stands in line %(line)d already.")
            planned.add_error("", "", text % {"key": planned.key, "line": first})
