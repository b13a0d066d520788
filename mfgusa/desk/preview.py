"""Planned rows as a page shows them: what changes, short enough to be taken in.

Nothing here knows of HTML. A text that is long is cut to where it differs; what was
left out is there when `whole` is asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from mfgusa.desk.permissions import table_title
from mfgusa.desk.text_diff import ELLIPSIS, Side, cut, differing
from mfgusa.proposals.models import PlannedRow
from mfgusa.tables.schema.columns import SEPARATOR, ListColumn
from mfgusa.tables.schema.resource import registry

ROOM = 1500  # Characters of one row on a page of many.
Action = PlannedRow.Action
BLANK = Side("")


@dataclass(frozen=True)
class CellChange:
    """One cell of a row: what it was and will be; a list by its members."""

    column: str
    before: Side = BLANK
    after: Side = BLANK
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    message: str = ""

    @property
    def is_list(self) -> bool:
        return bool(self.added or self.removed)

    @property
    def weight(self) -> int:
        """The characters that it takes, and about those that stand around them."""
        members = sum(map(len, self.added + self.removed + self.kept))
        return len(self.before) + len(self.after) + len(self.message) + members + 20


@dataclass(frozen=True)
class Row:
    """A planned row and its cells; `more` of them did not find room."""

    planned: PlannedRow
    cells: list[CellChange]
    more: int = 0
    cut: bool = False

    @property
    def title(self) -> str:
        """The table as people call it."""
        return table_title(self.planned.table)

    @property
    def address(self) -> str:
        """Where the row is edited, when it is there."""
        resource = registry.get(self.planned.table)
        if not resource or not self.planned.row_id:
            return ""
        opts = resource._meta.model._meta
        page = f"admin:{opts.app_label}_{opts.model_name}_change"
        return reverse(page, args=[self.planned.row_id])


def page_of(rows: Iterable[PlannedRow], *, whole: bool = False) -> list[Row]:
    """The rows of a page, in their order."""
    widgets: dict[str, dict[str, Any]] = {}
    shown = []
    for row in rows:
        if row.table not in widgets:
            resource = registry.get(row.table)
            widgets[row.table] = resource().columns if resource else {}
        shown.append(_row(row, widgets[row.table], whole))
    return shown


def _row(planned: PlannedRow, widgets: dict[str, Any], whole: bool) -> Row:
    everything = list(_cells(planned, widgets, whole=True))
    if whole:
        return Row(planned, everything)
    cells = list(_within(_cells(planned, widgets, whole=False)))
    cut = cells != everything[: len(cells)]
    return Row(planned, cells, len(everything) - len(cells), cut)


def _within(cells: Iterable[CellChange]) -> Iterator[CellChange]:
    """The cells for which there is room; one at least."""
    used = 0
    for cell in cells:
        used += cell.weight
        if used > ROOM and used != cell.weight:
            return
        yield cell


def _cells(
    row: PlannedRow, widgets: dict[str, Any], *, whole: bool
) -> Iterator[CellChange]:
    before, after = row.before or {}, row.after or {}
    if row.action == Action.ERROR:
        yield from (_error(error, whole) for error in row.errors or [])
        return
    places = {column: place for place, column in enumerate(widgets)}
    for column in sorted(after or before, key=lambda name: places.get(name, 99)):
        was, will = before.get(column) or "", after.get(column) or ""
        if was != will:
            split = isinstance(widgets.get(column), ListColumn)
            yield _changed(column, str(was), str(will), split, whole)


def _error(error: dict[str, Any], whole: bool) -> CellChange:
    value, message = str(error.get("value") or ""), str(error.get("message") or "")
    said = Side("" if value in message else value if whole else cut(value))
    return CellChange(error.get("column") or "", before=said, message=message)


def _changed(column: str, was: str, will: str, split: bool, whole: bool) -> CellChange:
    if split and was and will and set(_members(was)) != set(_members(will)):
        return _by_member(column, _members(was), _members(will), whole)
    return CellChange(column, *differing(was, will, whole=whole))


def _members(cell: str) -> list[str]:
    return cell.split(SEPARATOR)


def _by_member(column: str, was: list[str], will: list[str], whole: bool) -> CellChange:
    added = [word for word in will if word not in set(was)]
    removed = [word for word in was if word not in set(will)]
    kept = [word for word in was if word in set(will)]
    if not whole:
        added, removed, kept = _few(added), _few(removed), _few(kept)
    return CellChange(column, added=added, removed=removed, kept=kept)


def _few(words: list[str], most: int = 8) -> list[str]:
    """The first of many words, and how many were left out."""
    few = [cut(word) for word in words[:most]]
    return [*few, f"{ELLIPSIS} +{len(words) - most}"] if len(words) > most else few
