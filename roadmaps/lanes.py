"""The items of a roadmap in lanes: themes over time."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from mfgusa.charts.lanes import Lane, lane_chart
from roadmaps.models import RoadmapItem


@dataclass
class Row:
    """A theme and, for each column, its items."""

    theme: str
    cells: list[list]

    def __bool__(self):
        return any(self.cells)


class Lanes:
    """A roadmap as lanes; wants its items at hand.

    A theme is a lane. Across stand near, mid and long term where any item names a
    horizon; else the target years that items name. What has no place there stands in a
    last column, “no time recorded”. An item says its target year itself, so that with
    horizons across no year is lost.
    """

    def __init__(self, roadmap):
        self.roadmap = roadmap
        self.items = list(roadmap.items.all())

    @property
    def by_horizon(self):
        return any(item.horizon for item in self.items)

    def time_of(self, item):
        return item.horizon if self.by_horizon else item.target_year or ""

    @cached_property
    def columns(self):
        """What stands across: the value of each column and its title."""
        if self.by_horizon:
            known = [(one.value, str(one.label)) for one in RoadmapItem.Horizon]
        else:
            years = {item.target_year for item in self.items if item.target_year}
            known = [(year, str(year)) for year in sorted(years)]
        if all(self.time_of(item) for item in self.items):
            return known
        return [*known, ("", _("No time recorded"))]

    @property
    def titles(self):
        return [title for _value, title in self.columns]

    @cached_property
    def rows(self):
        """The lanes, in the order in which the items first name them."""
        themes = dict.fromkeys(item.theme for item in self.items)
        return [Row(theme, self._cells(theme)) for theme in themes]

    def _cells(self, theme):
        own = [item for item in self.items if item.theme == theme]
        return [
            [item for item in own if self.time_of(item) == value]
            for value, _title in self.columns
        ]

    @property
    def picture(self):
        """The lanes as a drawing, for a file."""
        return lane_chart(
            title=self.roadmap.title,
            description=_("The items of the roadmap by theme and time."),
            unit=_("items by theme and time"),
            columns=self.titles,
            lanes=[
                Lane(
                    row.theme or _("No theme recorded"),
                    [[label_of(item) for item in cell] for cell in row.cells],
                )
                for row in self.rows
            ],
        )


def label_of(item):
    """The title of an item with its target year, if one is recorded."""
    if not item.target_year:
        return item.title
    return _("%(title)s (by %(year)d)") % {
        "title": item.title,
        "year": item.target_year,
    }
