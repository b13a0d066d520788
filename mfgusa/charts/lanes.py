"""Lane charts: lanes of short texts across columns of time."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from mfgusa.charts.palette import color
from mfgusa.charts.pictures import Picture, empty_picture
from mfgusa.charts.style import (
    CHART_WIDTH,
    CONFIG,
    FONT_SIZE,
    LETTER_WIDTH,
    Spec,
    chart_spec,
)

NAME_WIDTH = 150  # Room for the names of the lanes.
LINE_HEIGHT = 16
GAP = 10


@dataclass(frozen=True)
class Lane:
    """The name of a lane and, for each column, the texts of its marks."""

    name: str
    cells: Sequence[Sequence[str]]


def lane_chart(
    *,
    title: str,
    description: str,
    unit: str,
    columns: Sequence[str],
    lanes: Sequence[Lane],
) -> Picture:
    """Return the lanes below each other, each as high as its fullest cell.

    ValueError for a lane without exactly one cell for each column.
    """
    if any(len(lane.cells) != len(columns) for lane in lanes):
        raise ValueError("A lane has a cell for each column.")
    if not any(cell for lane in lanes for cell in lane.cells):
        return empty_picture(title=title, description=description, unit=unit)
    layout = _LaneLayout((CHART_WIDTH - NAME_WIDTH) / len(columns))
    layout.add_header(columns)
    for lane in lanes:
        layout.add_lane(lane)
    config = CONFIG | {"padding": 2}
    spec = chart_spec(layout.layers(), height=int(layout.y), config=config)
    return Picture(title, description, spec, unit)


class _LaneLayout:
    """The texts, rules and marks placed so far; `y` is the height below them."""

    def __init__(self, column_width: float) -> None:
        self.column_width, self.y = column_width, 0.0
        self.texts: list[Spec] = []
        self.rules: list[Spec] = []
        self.marks: list[Spec] = []

    def add_header(self, columns: Sequence[str]) -> None:
        """Add the names of the columns."""
        for number, name in enumerate(columns):
            self._add_text(name, self._column_x(number), self.column_width, "quiet")
        self.y += LINE_HEIGHT + GAP

    def add_lane(self, lane: Lane) -> None:
        """Add a lane below the others."""
        self.rules.append({"y": self.y, "y2": self.y, "x": 0, "x2": CHART_WIDTH})
        self.y += GAP
        heights = [self._add_text(lane.name, 0, NAME_WIDTH, "ink")]
        for number, cell in enumerate(lane.cells):
            heights.append(self._add_cell(cell, self._column_x(number)))
        self.y += max(heights) + GAP

    def _column_x(self, number: int) -> float:
        return NAME_WIDTH + number * self.column_width

    def _add_text(
        self, text: str, x: float, width: float, token: str, offset: float = 0
    ) -> float:
        """Add a text, wrapped to a width; return its height."""
        letters = int((width - 2 * GAP) / (FONT_SIZE * LETTER_WIDTH))
        lines = textwrap.wrap(text, max(6, letters))
        top = self.y + offset
        for number, line in enumerate(lines):
            y = top + number * LINE_HEIGHT
            self.texts.append({"x": x, "y": y, "text": line, "fill": color(token)})
        return len(lines) * LINE_HEIGHT

    def _add_cell(self, texts: Sequence[str], x: float) -> float:
        """Add the marks of a cell, each a bar with its text; return their height."""
        offset = 0.0
        for text in texts:
            width = self.column_width - GAP
            height = self._add_text(text, x + GAP, width, "ink", offset)
            top = self.y + offset
            self.marks.append({"x": x, "x2": x, "y": top, "y2": top + height - 2})
            offset += height + GAP / 2
        return offset

    def layers(self) -> list[Spec]:
        """Return the layers of the chart."""
        rules: Spec = {"type": "rule", "aria": False, "color": color("edge")}
        marks: Spec = {**rules, "color": color("accent"), "strokeWidth": 3}
        texts: Spec = {
            "type": "text",
            "aria": False,
            "align": "left",
            "baseline": "top",
        }
        words: Spec = {
            **_pixels("x", "y"),
            "text": {"field": "text"},
            "fill": {"field": "fill", "type": "nominal", "scale": None},
        }
        return [
            _layer(self.rules, rules, _span()),
            _layer(self.marks, marks, _span()),
            _layer(self.texts, texts, words),
        ]


def _layer(rows: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _pixels(*channels: str) -> Spec:
    """Return channels that take positions in pixels from fields of their names."""
    return {
        name: {"field": name, "type": "quantitative", "scale": None, "axis": None}
        for name in channels
    }


def _span() -> Spec:
    return {**_pixels("x", "y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
