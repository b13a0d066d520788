"""Cells that a spreadsheet would run as a formula, made safe and taken back.

A spreadsheet-safe cell gets one `'` in front; import takes one away again. So that
both ways are exact, a cell that begins with `'` and would be taken for a safe one
gets another `'` in every file.
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
QUOTED = re.compile(r"'+[=+\-@\t\r]")
NEGATIVE = re.compile(r"-\d+(\.\d+)?")


def to_csv(cell: str) -> str:
    """A cell of a raw CSV file."""
    return f"'{cell}" if QUOTED.match(cell) else cell


def to_spreadsheet(cell: str) -> str:
    """A cell that no spreadsheet runs; negative numbers stay as they are."""
    if FORMULA.match(cell) and not NEGATIVE.fullmatch(cell):
        return f"'{cell}"
    return cell


def from_spreadsheet(cell: str) -> str:
    """The cell as it was before `to_csv` or `to_spreadsheet`."""
    return cell[1:] if QUOTED.match(cell) else cell
