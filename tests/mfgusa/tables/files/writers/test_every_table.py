"""The database renders the real facts exactly as the columns do."""

import csv
from io import StringIO

import pytest
from openpyxl import load_workbook

from mfgusa.tables.files.formulas import escape_for_csv, escape_for_spreadsheet
from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.files.writers.template import template_file
from mfgusa.tables.files.writers.workbook import xlsx_file
from mfgusa.tables.schema.resource import registry
from tests.mfgusa.tables.files.writers.slow_csv import render_csv

pytestmark = pytest.mark.usefixtures("facts")
every_table = pytest.mark.parametrize("table", sorted(registry))


@every_table
@pytest.mark.parametrize("safe", [escape_for_csv, escape_for_spreadsheet])
def test_csv_is_the_same_fast_and_slow(table, safe):
    resource = registry[table]()

    fast = "".join(csv_lines(resource, spreadsheet=safe is escape_for_spreadsheet))

    assert fast == render_csv(resource, safe=safe)


@every_table
def test_a_workbook_has_every_cell_as_it_is(table):
    resource = registry[table]()

    with xlsx_file(resource) as file:
        _header, *rows = load_workbook(file, read_only=True).active.values

    width = len(resource.columns)
    assert [shown(row, width) for row in rows] == [*resource.text_rows()]


@every_table
def test_a_template_has_the_header_and_no_row(table):
    resource = registry[table]()

    sheet, guide = load_workbook(template_file(resource)).worksheets

    assert list(sheet.values) == [tuple(resource.columns)]
    assert sheet.title == table
    assert list(dict.fromkeys(column for column, *_ in guide.values))[1:] == [
        *resource.columns
    ]


def test_the_header_stands_above_no_row_too():
    resource = registry["partners"]()
    nothing = resource.model.objects.none()

    [header] = csv_lines(resource, nothing)

    assert next(csv.reader(StringIO(header))) == [*resource.columns]
    with xlsx_file(resource, nothing) as file:
        assert load_workbook(file).active.max_row == 1


def shown(row, width):
    """The cells of a workbook as the table format writes them."""
    words = {"None": "", "True": "true", "False": "false"}
    values = map(str, [*row, *[None] * (width - len(row))])
    return [words.get(value, value) for value in values]
