"""Planned rows as a page shows them, shortened to what changes.

Nothing here produces HTML. A long text is shortened to where it differs; the page of
a single row shows it `in_full`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mfgusa.desk.admin_urls import admin_url, table_model
from mfgusa.desk.permissions import table_title
from mfgusa.desk.text_diff import ELLIPSIS, DiffSide, diff_texts, truncate
from mfgusa.proposals.models import PlannedRow
from mfgusa.proposals.plan.lines import CellErrorDict
from mfgusa.tables.schema.columns import SEPARATOR, ListColumn
from mfgusa.tables.schema.resource import registry

MAX_WEIGHT = 1500  # Characters of one row on a page of many.
MAX_MEMBERS = 8  # Of a list.
Action = PlannedRow.Action
BLANK = DiffSide("")
Columns = Mapping[str, object]


@dataclass(frozen=True)
class CellChange:
    """The old and the new value of one cell; a list has its members instead."""

    column: str
    before: DiffSide = BLANK
    after: DiffSide = BLANK
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    message: str = ""

    @property
    def is_list(self) -> bool:
        """Whether the change is shown by members."""
        return bool(self.added or self.removed)

    @property
    def weight(self) -> int:
        """The approximate number of characters that it takes on the page."""
        members = sum(map(len, self.added + self.removed + self.kept))
        return len(self.before) + len(self.after) + len(self.message) + members + 20


@dataclass(frozen=True)
class RowPreview:
    """A planned row and its cells; `more` of them are left out, others shortened."""

    planned: PlannedRow
    cells: list[CellChange]
    more: int = 0
    is_shortened: bool = False

    @property
    def title(self) -> str:
        """The title of the row's table."""
        return table_title(self.planned.table)

    @property
    def url(self) -> str:
        """The address where the row is edited, if it exists."""
        model = table_model(self.planned.table)
        if not model or not self.planned.row_id:
            return ""
        return admin_url(model, "change", self.planned.row_id)


def preview_rows(
    rows: Iterable[PlannedRow], *, in_full: bool = False
) -> list[RowPreview]:
    """The rows of a page, in their order."""
    columns: dict[str, Columns] = {}
    previews = []
    for row in rows:
        if row.table not in columns:
            resource = registry.get(row.table)
            columns[row.table] = resource().columns if resource else {}
        previews.append(_preview(row, columns[row.table], in_full))
    return previews


def _preview(planned: PlannedRow, columns: Columns, in_full: bool) -> RowPreview:
    all_cells = list(_changes(planned, columns, in_full=True))
    if in_full:
        return RowPreview(planned, all_cells)
    cells = list(_fitting(_changes(planned, columns, in_full=False)))
    is_shortened = cells != all_cells[: len(cells)]
    return RowPreview(planned, cells, len(all_cells) - len(cells), is_shortened)


def _fitting(cells: Iterable[CellChange]) -> Iterator[CellChange]:
    """The first cells up to the maximum weight; one at least."""
    total = 0
    for cell in cells:
        total += cell.weight
        if total > MAX_WEIGHT and total != cell.weight:
            return
        yield cell


def _changes(
    row: PlannedRow, columns: Columns, *, in_full: bool
) -> Iterator[CellChange]:
    if row.action == Action.ERROR:
        yield from (_error(error, in_full) for error in row.errors or [])
        return
    before, after = row.before or {}, row.after or {}
    order = {column: position for position, column in enumerate(columns)}
    for column in sorted(after or before, key=lambda name: order.get(name, 99)):
        old, new = str(before.get(column) or ""), str(after.get(column) or "")
        if old != new:
            is_list = isinstance(columns.get(column), ListColumn)
            yield _change(column, old, new, is_list, in_full)


def _error(error: CellErrorDict, in_full: bool) -> CellChange:
    value, message = str(error.get("value") or ""), str(error.get("message") or "")
    if value in message:
        value = ""
    side = DiffSide(value if in_full else truncate(value))
    return CellChange(error.get("column") or "", before=side, message=message)


def _change(
    column: str, old: str, new: str, is_list: bool, in_full: bool
) -> CellChange:
    if is_list and old and new and set(_members(old)) != set(_members(new)):
        return _list_change(column, _members(old), _members(new), in_full)
    return CellChange(column, *diff_texts(old, new, in_full=in_full))


def _members(cell: str) -> list[str]:
    return cell.split(SEPARATOR)


def _list_change(
    column: str, old: list[str], new: list[str], in_full: bool
) -> CellChange:
    added = [member for member in new if member not in set(old)]
    removed = [member for member in old if member not in set(new)]
    kept = [member for member in old if member in set(new)]
    if not in_full:
        added, removed, kept = map(_shorten_list, (added, removed, kept))
    return CellChange(column, added=added, removed=removed, kept=kept)


def _shorten_list(members: list[str]) -> list[str]:
    """The first of many members, and the number of the others."""
    first, more = members[:MAX_MEMBERS], len(members) - MAX_MEMBERS
    shortened = [truncate(member) for member in first]
    return [*shortened, f"{ELLIPSIS} +{more}"] if more > 0 else shortened
