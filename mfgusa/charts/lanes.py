"""Lanes of words over columns of time, as a roadmap is drawn on a wall."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mfgusa.charts.palette import colour
from mfgusa.charts.pictures import Picture, nothing
from mfgusa.charts.style import TEXT, WIDTH, chart

HEAD = 150  # Room for the names of the lanes.
LINE = 16  # From line to line.
LETTER = 0.54  # How wide a letter is on average, in its size.
GAP = 10


@dataclass(frozen=True)
class Lane:
    """A lane with its name and the marks of each column, in words."""

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
    """The lanes below each other, each as high as its fullest cell needs.

    ValueError for a lane that has not as many cells as there are columns.
    """
    if any(len(lane.cells) != len(columns) for lane in lanes):
        raise ValueError("A lane has a cell for each column.")
    if not any(cell for lane in lanes for cell in lane.cells):
        return nothing(title=title, description=description, unit=unit)
    sheet = _Wall((WIDTH - HEAD) / len(columns))
    for place, name in enumerate(columns):
        sheet.write(name, HEAD + place * sheet.column, sheet.column, "quiet")
    sheet.y += LINE + GAP
    for lane in lanes:
        sheet.add(lane)
    spec = chart(sheet.layers(), height=int(sheet.y))
    spec["config"] = spec["config"] | {"padding": 2}
    return Picture(title, description, spec, unit)


class _Wall:
    """What is written so far, and how far down."""

    def __init__(self, column: float) -> None:
        self.column, self.y = column, 0.0
        self.words: list[dict[str, Any]] = []
        self.rules: list[dict[str, Any]] = []
        self.marks: list[dict[str, Any]] = []

    def write(
        self, text: str, x: float, room: float, token: str, down: float = 0
    ) -> float:
        """Words at a place, broken to their room; returns how high they are."""
        lines = textwrap.wrap(text, max(6, int((room - 2 * GAP) / (TEXT * LETTER))))
        top = self.y + down
        for at, line in enumerate(lines):
            y = top + at * LINE
            self.words.append({"x": x, "y": y, "text": line, "fill": colour(token)})
        return len(lines) * LINE

    def add(self, lane: Lane) -> None:
        """A lane below those that are there."""
        self.rules.append({"y": self.y, "y2": self.y, "x": 0, "x2": WIDTH})
        self.y += GAP
        heights = [self.write(lane.name, 0, HEAD, "ink")]
        for place, cell in enumerate(lane.cells):
            heights.append(self._cell(cell, HEAD + place * self.column))
        self.y += max(heights) + GAP

    def _cell(self, marks: Sequence[str], x: float) -> float:
        down = 0.0
        for text in marks:
            height = self.write(text, x + GAP, self.column - GAP, "ink", down)
            ends = {"y": self.y + down, "y2": self.y + down + height - 2}
            self.marks.append({"x": x, "x2": x, **ends})
            down += height + GAP / 2
        return down

    def layers(self) -> list[dict[str, Any]]:
        rules = {"type": "rule", "aria": False, "color": colour("edge")}
        marks = {**rules, "color": colour("accent"), "strokeWidth": 3}
        words = {"type": "text", "aria": False, "align": "left", "baseline": "top"}
        fill = {"fill": {"field": "fill", "type": "nominal", "scale": None}}
        return [
            self._layer(self.rules, rules, _span()),
            self._layer(self.marks, marks, _span()),
            self._layer(
                self.words, words, {**_at("x", "y"), "text": {"field": "text"}, **fill}
            ),
        ]

    @staticmethod
    def _layer(
        rows: list[dict[str, Any]], mark: dict[str, Any], encoding: dict[str, Any]
    ) -> dict[str, Any]:
        return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _at(*channels: str) -> dict[str, Any]:
    """Places in pixels, as they are given."""
    return {
        name: {"field": name, "type": "quantitative", "scale": None, "axis": None}
        for name in channels
    }


def _span() -> dict[str, Any]:
    return {**_at("x", "y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
