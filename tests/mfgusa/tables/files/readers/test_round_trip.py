"""Any table of texts, written in any way, is read as it was."""

import csv
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from mfgusa.tables.files.formulas import escape_for_csv, escape_for_spreadsheet
from mfgusa.tables.files.readers.upload import open_upload
from tests.mfgusa.tables.files.readers.builders import (
    build_workbook,
    line_values,
    workbook_bytes,
)

HEADER = ["slug", "name"]
READABLE = st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n\t")
WINDOWS = st.characters(codec="cp1252", exclude_categories=["Cc"])
HOSTILE_CHARACTERS = st.sampled_from("'\"=+-@\t\n,;. a")


def tables(characters):
    """Lines of a filled cell and any other."""
    texts = st.text(characters | HOSTILE_CHARACTERS, max_size=8)
    return st.lists(st.tuples(texts.filter(str.strip), texts), max_size=4)


def came_back(content, name="skills.csv"):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        with open_upload(path, name) as (file,):
            return [tuple(cells) for cells in line_values(file)]


def as_csv(lines, delimiter, end, safe):
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
    writer.writerow(HEADER)
    writer.writerows([*map(safe, line)] for line in lines)
    return file.getvalue()


dialects = given(
    lines=tables(READABLE),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    safe=st.sampled_from([escape_for_csv, escape_for_spreadsheet]),
)


@dialects
@settings(deadline=None, max_examples=50)
def test_csv(lines, delimiter, end, encoding, safe):
    text = as_csv(lines, delimiter, end, safe)

    assert came_back(text.encode(encoding)) == lines


@given(lines=tables(WINDOWS), delimiter=st.sampled_from(",;\t"))
@settings(deadline=None, max_examples=50)
def test_windows(lines, delimiter):
    lines = [*lines, ("Universität", "")]
    content = as_csv(lines, delimiter, "\r\n", escape_for_csv).encode("cp1252")

    assert came_back(content) == lines


@given(lines=tables(READABLE))
@settings(deadline=None, max_examples=30)
def test_a_workbook(lines):
    made = build_workbook(HEADER)
    for number, line in enumerate(lines, 2):
        for column, text in enumerate(line, 1):
            put_text(made.active.cell(number, column), text)

    assert came_back(workbook_bytes(made)) == lines


def put_text(cell, text):
    cell.value = text
    cell.data_type = "s"  # Never a formula.
