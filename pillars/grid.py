"""Figures in rows and columns, as a table and as stacked bars."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.charts.bars import Bar, stacked_bars
from mfgusa.charts.pictures import Picture

SHADES = ("shade-4", "shade-3", "shade-2", "shade-1")
NOT_RECORDED_COLOR = "edge"


@dataclass(frozen=True)
class GridColumn:
    """A series: its name, its color and its figures, by the value of the row."""

    name: str
    color: str
    figures: Mapping[str, LinkedCount]


@dataclass(frozen=True)
class GridRow:
    """A bar: the figure of the whole row, and one for each column, or None."""

    head: LinkedCount
    cells: Sequence[LinkedCount | None]


@dataclass(frozen=True)
class Grid:
    """A table of figures.

    `unit` names what is counted. `row_title` is the heading of the first column, and
    `row_heads` are its cells, each with the address of its rows.
    """

    title: str
    description: str
    unit: str
    row_title: str
    row_heads: Sequence[LinkedCount]
    columns: Sequence[GridColumn]

    @classmethod
    def cross_tabulate(
        cls, listing: FilteredCount, rows: str, columns: str, **texts: str
    ) -> "Grid":
        """Count the rows of a catalogue by two of its facets, largest bars first."""
        pairs = listing.cross_tabulate(rows, columns)
        row_heads = sorted(
            listing.by(rows), key=lambda row: (is_not_recorded(row), -row.count)
        )
        series = sorted(listing.by(columns), key=is_not_recorded)
        return cls(
            **texts,
            row_heads=row_heads,
            columns=[
                GridColumn(figure.title, color, column_figures(pairs, figure.value))
                for figure, color in zip(series, series_colors(series), strict=True)
            ],
        )

    @property
    def is_additive(self) -> bool:
        """Whether the columns of each row add up to the row's own figure."""
        return len(self.columns) > 1 and all(
            sum(cell.count for cell in row.cells if cell) == row.head.count
            for row in self.rows
        )

    @cached_property
    def rows(self) -> list[GridRow]:
        """The rows, in the order of their heads."""
        return [
            GridRow(head, [column.figures.get(head.value) for column in self.columns])
            for head in self.row_heads
        ]

    @cached_property
    def picture(self) -> Picture:
        """The grid as stacked bars; each segment links to its rows."""
        return stacked_bars(
            title=self.title,
            description=self.description,
            unit=self.unit,
            bars=[bar for row in self.rows for bar in self._bars(row)],
            series=[(column.name, column.color) for column in self.columns],
            groups=[row.head.title for row in self.rows],
            horizontal=True,
            money=False,
        )

    def _bars(self, row: GridRow) -> Iterable[Bar]:
        for column, figure in zip(self.columns, row.cells, strict=True):
            if figure:
                label = _("%(row)s, %(column)s: %(count)d") % {
                    "row": row.head.title,
                    "column": column.name,
                    "count": figure.count,
                }
                yield Bar(row.head.title, column.name, figure.count, label, figure.url)


def is_not_recorded(figure: LinkedCount) -> bool:
    """Whether a figure counts the rows without a value; such figures come last."""
    return figure.value == NOT_RECORDED


def series_colors(series: Sequence[LinkedCount]) -> list[str]:
    """Return a color for each of at most four values, and one for "not recorded"."""
    shades = iter(SHADES)
    return [
        NOT_RECORDED_COLOR if is_not_recorded(figure) else next(shades)
        for figure in series
    ]


def column_figures(
    pairs: Mapping[tuple[str, str], LinkedCount], value: str
) -> dict[str, LinkedCount]:
    """Return the figures of one column, by the value of their row."""
    return {row: figure for (row, column), figure in pairs.items() if column == value}


def figures_by_value(figures: Iterable[LinkedCount]) -> dict[str, LinkedCount]:
    """Return the figures by the facet value that each counts."""
    return {figure.value: figure for figure in figures}


def count_for_value(value: str, figures: Mapping[str, LinkedCount]) -> int:
    """Return the count of a value, 0 if it has no figure."""
    return figures[value].count if value in figures else 0
