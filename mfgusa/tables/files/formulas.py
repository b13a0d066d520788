"""Cells that a spreadsheet would run as a formula, made safe and taken back.

A spreadsheet-safe cell gets one `'` in front; import takes one away again. So that
both ways are exact, a cell that begins with `'` and would be taken for a safe one
gets another `'` in every file.
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
NEGATIVE_NUMBER = re.compile(r"-\d+(\.\d+)?")


def escape_for_csv(cell: str) -> str:
    """A cell of a raw CSV file."""
    return f"'{cell}" if ESCAPED_FORMULA.match(cell) else cell


def escape_for_spreadsheet(cell: str) -> str:
    """A cell that no spreadsheet runs; negative numbers stay as they are."""
    if FORMULA.match(cell) and not NEGATIVE_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def unescape_formula(cell: str) -> str:
    """The cell as it was before `to_csv` or `to_spreadsheet`."""
    return cell[1:] if ESCAPED_FORMULA.match(cell) else cell
