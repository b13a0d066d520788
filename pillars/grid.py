"""Figures in rows and columns: one table, and the same as stacked bars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.charts.bars import Bar, stacked_bars
from mfgusa.charts.pictures import Picture

SHADES = ("shade-4", "shade-3", "shade-2", "shade-1")
MISSING = "edge"  # The colour of what is not recorded.


@dataclass(frozen=True)
class GridColumn:
    """One series: its name, its colour and its figures, by the value of the row."""

    name: str
    token: str
    figures: Mapping[str, LinkedCount]


@dataclass(frozen=True)
class GridRow:
    """One bar: what it is, all of it, and its figure in each column (or none)."""

    head: LinkedCount
    cells: Sequence[LinkedCount | None]


@dataclass(frozen=True)
class Grid:
    """What is counted (`unit`), by rows (`head` is their heading) and by columns.

    `heads` are the rows, each with the address of what it is or of all that is in it.
    """

    title: str
    description: str
    unit: str
    head: str
    heads: Sequence[LinkedCount]
    columns: Sequence[GridColumn]

    @classmethod
    def cross_tabulate(
        cls, listing: FilteredCount, rows: str, columns: str, **words: str
    ) -> "Grid":
        """The rows of a catalogue by two of its facets; the longest bar comes first."""
        pairs = listing.cross_tabulate(rows, columns)
        heads = sorted(
            listing.by(rows), key=lambda row: (is_not_recorded(row), -row.count)
        )
        series = sorted(listing.by(columns), key=is_not_recorded)
        return cls(
            **words,
            heads=heads,
            columns=[
                GridColumn(one.title, token, column_figures(pairs, one.value))
                for one, token in zip(series, color_tokens(series), strict=True)
            ],
        )

    @property
    def is_additive(self) -> bool:
        """Whether its columns divide what a row counts, so that they add up to it."""
        return len(self.columns) > 1 and all(
            sum(cell.count for cell in row.cells if cell) == row.head.count
            for row in self.rows
        )

    @cached_property
    def rows(self) -> list[GridRow]:
        return [
            GridRow(head, [column.figures.get(head.value) for column in self.columns])
            for head in self.heads
        ]

    @cached_property
    def picture(self) -> Picture:
        """Bars whose parts lead to the rows that they count."""
        return stacked_bars(
            title=self.title,
            description=self.description,
            unit=self.unit,
            bars=[bar for row in self.rows for bar in self._bars(row)],
            series=[(column.name, column.token) for column in self.columns],
            groups=[row.head.title for row in self.rows],
            horizontal=True,
            money=False,
        )

    def _bars(self, row: GridRow) -> Iterable[Bar]:
        for column, figure in zip(self.columns, row.cells, strict=True):
            if figure:
                words = _("%(row)s, %(column)s: %(count)d") % {
                    "row": row.head.title,
                    "column": column.name,
                    "count": figure.count,
                }
                yield Bar(row.head.title, column.name, figure.count, words, figure.url)


def is_not_recorded(figure: LinkedCount) -> bool:
    """Whether a figure counts what lacks the field; such come last."""
    return figure.value == NOT_RECORDED


def color_tokens(series: Sequence[LinkedCount]) -> list[str]:
    """A colour for each of at most four values, and one for what is not recorded."""
    shades = iter(SHADES)
    return [MISSING if is_not_recorded(one) else next(shades) for one in series]


def column_figures(
    pairs: Mapping[tuple[str, str], LinkedCount], value: str
) -> dict[str, LinkedCount]:
    """The figures of one column by the value of their row."""
    return {row: figure for (row, column), figure in pairs.items() if column == value}


def figures_by_value(figures: Iterable[LinkedCount]) -> dict[str, LinkedCount]:
    """Figures by the value that each counts."""
    return {figure.value: figure for figure in figures}


def count_for_value(value: str, figures: Mapping[str, LinkedCount]) -> int:
    """How many of some figures are of a value."""
    return figures[value].count if value in figures else 0
