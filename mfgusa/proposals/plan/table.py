"""One file of a package against its table."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.proposals.chunks import chunks
from mfgusa.proposals.plan.key_index import Survey
from mfgusa.proposals.plan.lines import LinePlanner, Planned
from mfgusa.proposals.plan.removals import Gone, removals
from mfgusa.proposals.plan.row_checks import RuleCheck
from mfgusa.proposals.plan.store import Store
from mfgusa.tables.files.readers.table_file import TableLine
from mfgusa.tables.schema.natural_keys import KeyLookup, referenced_keys
from mfgusa.tables.schema.snapshots import snapshots


class TablePlanner:
    """Plans the lines of a file, a few thousand at a time."""

    def __init__(self, survey: Survey, keys: KeyLookup) -> None:
        self.survey, self.keys = survey, keys
        self.file, self.resource = survey.file, survey.resource
        self.lines = LinePlanner(survey.file, keys)

    def run(self, store: Store, gone: Gone, report: Callable[[], None]) -> None:
        """Store the plan of every line, of what is to go, and what rules it breaks."""
        check = self.check = RuleCheck(self.resource)
        table, leaving = self.resource.table, gone.get(self.resource.model, set())
        keyed = zip(self.file.lines(), self.survey.keys, strict=True)
        for lines in chunks(keyed):
            rows = list(self._plan(lines))
            check.add(store.position, rows)
            store.write(table, rows)
            report()
        for ids in chunks(sorted(leaving)):
            store.write(table, removals(self.resource, ids))
        store.refuse(table, check.errors(sorted(leaving)))

    def _plan(self, lines: list[tuple[TableLine, str]]) -> Iterator[Planned]:
        cells = [line.cells for line, _key in lines]
        for model, texts in referenced_keys(self.lines.readers.values(), cells).items():
            self.keys.load(model, texts)
        found = self._found(key for _line, key in lines)
        for line, key in lines:
            row = self.lines.plan(line, key, found.get(key))
            self._refuse_repeated(row, key)
            yield row

    def _found(self, keys: Iterable[str]) -> dict[str, Any]:
        ids = {key: self.survey.ids[key] for key in keys if key in self.survey.ids}
        rows = snapshots(self.resource, ids.values())
        return {key: (pk, *rows[pk]) for key, pk in ids.items() if pk in rows}

    def _refuse_repeated(self, row: Planned, key: str) -> None:
        first = self.survey.first[key]
        if first != row.number and not any(n in row.bad for n in self.resource.key):
            text = _("The key %(key)s stands in line %(line)d already.")
            row.refuse("", "", text % {"key": row.key, "line": first})
