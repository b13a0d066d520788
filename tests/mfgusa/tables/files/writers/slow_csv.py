"""A slow CSV export in Python, to compare with that of the database."""

import csv
from io import StringIO

from mfgusa.tables.files.formulas import escape_for_csv

HOSTILE_TEXTS = [
    'He said "yes", twice',
    "two\nlines",
    '"',
    "=cmd|' /C calc'!A0",
    "'=already",
    "''-1",
    "@SUM(A1)",
    "+1",
    "-1.5",
    "- a dash",
    "\tTab",
    "שלום",
    "🏭 Ünïcödé, ñandú",
    "a;b",
    "007",
    "\\.",
    "NULL",
    "100%",
]


def render_csv(resource, rows=None, *, safe=escape_for_csv):
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(resource.columns)
    writer.writerows([*map(safe, cells)] for cells in resource.text_rows(rows))
    return file.getvalue()
