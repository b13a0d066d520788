"""Lanes of words: each word is drawn, none over another."""

from xml.etree import ElementTree as ET

import pytest

from mfgusa.charts.lanes import Lane, lane_chart


def drawn(lanes, columns=("Near", "Mid")):
    picture = lane_chart(
        title="A plan", description="", unit="", columns=columns, lanes=lanes
    )
    root = ET.fromstring(picture.file)
    return [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_every_word_is_drawn_and_long_ones_are_broken():
    long = "A very long title that no column has the room for " * 2
    words = drawn([Lane("Glass", [["One", long], []]), Lane("", [[], ["<b>&"]])])

    assert {"Near", "Mid", "Glass", "One", "<b>&"} <= set(words)
    assert long.split() == " ".join(w for w in words if w in long).split()


def test_a_plan_without_items_says_so():
    assert "Nothing recorded" in drawn([Lane("Glass", [[], []])])


def test_a_lane_has_a_cell_for_each_column():
    with pytest.raises(ValueError, match="a cell for each column"):
        drawn([Lane("Glass", [["One"]])])
