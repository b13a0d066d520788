import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mfgusa.tables.files.formulas import (
    escape_for_csv,
    escape_for_spreadsheet,
    unescape_formula,
)

HOSTILE_CHARACTERS = st.text(st.sampled_from("'=+-@\t\r1. a\n\"é"), max_size=6)


@given(st.one_of(HOSTILE_CHARACTERS, st.text()))
@example("'=x")
@example("''-1")
def test_both_ways_out_come_back_the_same(cell):
    assert unescape_formula(escape_for_csv(cell)) == cell
    assert unescape_formula(escape_for_spreadsheet(cell)) == cell


@pytest.mark.parametrize("first", "=+-@\t\r")
def test_a_spreadsheet_runs_no_cell(first):
    assert escape_for_spreadsheet(f"{first}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("number", ["-1", "-80.6474"])
def test_negative_numbers_stay_numbers(number):
    assert escape_for_spreadsheet(number) == escape_for_csv(number) == number


def test_a_raw_cell_is_left_as_it_is():
    assert escape_for_csv("=SUM(A1)") == "=SUM(A1)"
