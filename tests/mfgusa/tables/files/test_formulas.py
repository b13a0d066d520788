import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mfgusa.tables.files.formulas import from_spreadsheet, to_csv, to_spreadsheet

HURTING = st.text(st.sampled_from("'=+-@\t\r1. a\n\"é"), max_size=6)


@given(st.one_of(HURTING, st.text()))
@example("'=x")
@example("''-1")
def test_both_ways_out_come_back_the_same(cell):
    assert from_spreadsheet(to_csv(cell)) == cell
    assert from_spreadsheet(to_spreadsheet(cell)) == cell


@pytest.mark.parametrize("first", "=+-@\t\r")
def test_a_spreadsheet_runs_no_cell(first):
    assert to_spreadsheet(f"{first}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("number", ["-1", "-80.6474"])
def test_negative_numbers_stay_numbers(number):
    assert to_spreadsheet(number) == to_csv(number) == number


def test_a_raw_cell_is_left_as_it_is():
    assert to_csv("=SUM(A1)") == "=SUM(A1)"
