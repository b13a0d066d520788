"""A roadmap as swimlanes: its items by theme and time."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from mfgusa.charts.lanes import Lane, lane_chart
from mfgusa.charts.pictures import Picture
from roadmaps.models import Roadmap, RoadmapItem


@dataclass
class LaneRow:
    """A theme and its items, one list for each column."""

    theme: str
    cells: list[list[RoadmapItem]]

    def __bool__(self) -> bool:
        return any(self.cells)


class RoadmapLanes:
    """A roadmap as swimlanes; its items should be prefetched.

    Each theme is a lane. The columns are near, mid and long term if any item has a
    horizon, and else the target years of the items. Items without a time are in a
    last column, "No time recorded". Where the columns are horizons, each item shows
    its target year itself.
    """

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap = roadmap
        self.items = list(roadmap.items.all())

    @property
    def by_horizon(self) -> bool:
        """Whether the columns are horizons rather than target years."""
        return any(item.horizon for item in self.items)

    def column_value(self, item: RoadmapItem) -> str | int:
        """Return the value of the column that the item is in."""
        return item.horizon if self.by_horizon else item.target_year or ""

    @cached_property
    def columns(self) -> list[tuple[str | int, str]]:
        """The value and the title of each column."""
        columns: list[tuple[str | int, str]]
        if self.by_horizon:
            columns = [(term.value, str(term.label)) for term in RoadmapItem.Horizon]
        else:
            years = {item.target_year for item in self.items if item.target_year}
            columns = [(year, str(year)) for year in sorted(years)]
        if not all(self.column_value(item) for item in self.items):
            columns.append(("", _("No time recorded")))
        return columns

    @property
    def titles(self) -> list[str]:
        """The titles of the columns."""
        return [title for _value, title in self.columns]

    @cached_property
    def rows(self) -> list[LaneRow]:
        """The lanes, in the order in which their themes first occur."""
        themes = dict.fromkeys(item.theme for item in self.items)
        return [LaneRow(theme, self._cells(theme)) for theme in themes]

    def _cells(self, theme: str) -> list[list[RoadmapItem]]:
        items = [item for item in self.items if item.theme == theme]
        return [
            [item for item in items if self.column_value(item) == value]
            for value, _title in self.columns
        ]

    @property
    def picture(self) -> Picture:
        """The chart of the lanes, for SVG and PNG files."""
        return lane_chart(
            title=self.roadmap.title,
            description=_("The items of the roadmap by theme and time."),
            unit=_("items by theme and time"),
            columns=self.titles,
            lanes=[
                Lane(
                    row.theme or _("No theme recorded"),
                    [[item_label(item) for item in cell] for cell in row.cells],
                )
                for row in self.rows
            ],
        )


def item_label(item: RoadmapItem) -> str:
    """Return the title of an item, with its target year if it has one."""
    if not item.target_year:
        return item.title
    return _("%(title)s (by %(year)d)") % {
        "title": item.title,
        "year": item.target_year,
    }
