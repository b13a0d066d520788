"""Escaping of cells that a spreadsheet would run as a formula.

In a file for spreadsheets such a cell gets a leading `'`, which import removes. A cell
that itself looks escaped gets another `'` in every file, so that nothing is lost.
"""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED_FORMULA = re.compile(r"'+[=+\-@\t\r]")
NEGATIVE_NUMBER = re.compile(r"-\d+(\.\d+)?")


def escape_for_csv(cell: str) -> str:
    """The cell in a CSV file for programs."""
    return f"'{cell}" if ESCAPED_FORMULA.match(cell) else cell


def escape_for_spreadsheet(cell: str) -> str:
    """The cell in a file for spreadsheets; negative numbers need no escape."""
    if FORMULA.match(cell) and not NEGATIVE_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def unescape_formula(cell: str) -> str:
    """The cell before `escape_for_csv` or `escape_for_spreadsheet`."""
    return cell[1:] if ESCAPED_FORMULA.match(cell) else cell
