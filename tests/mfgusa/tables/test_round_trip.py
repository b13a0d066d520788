"""What goes out comes back as no change, and one edited cell as that cell."""

import csv
from datetime import date
from io import BytesIO, StringIO
from itertools import product

import pytest
from django.db import models
from openpyxl import Workbook, load_workbook

from mfgusa.tables.schema.columns import (
    BooleanColumn,
    ChoiceColumn,
    DecimalColumn,
    IntegerColumn,
    PartialDateColumn,
    TextColumn,
)
from mfgusa.tables.schema.resource import registry
from tests.mfgusa.tables.uploads import (
    assumptions,
    changes_by_key,
    error_lines,
    export_csv,
    export_spreadsheet_csv,
    export_xlsx,
    pack_tables,
    upload,
)

pytestmark = pytest.mark.usefixtures("facts")
every_table = pytest.mark.parametrize("table", sorted(registry))
FORMATS = {
    "raw": export_csv,
    "spreadsheet": export_spreadsheet_csv,
    "xlsx": export_xlsx,
}
DIALECTS = [
    *product(
        ["utf-8", "utf-8-sig", "utf-16", "cp1252"],
        [",", ";", "\t"],
        ["\n", "\r\n", "\r"],
    )
]
EDITED = 'Café “Müller”; "50, 60"\tor more'  # All of it is in Windows-1252, too.


@pytest.fixture
def plan_as(curator):
    """Uploads content as the file of a table; gives its plan."""

    def plan_as(table, content, suffix="csv", **wishes):
        name = f"{table}.{suffix}"
        return upload(content, name, table=table, by=curator, **wishes)

    return plan_as


def unchanged(proposal):
    """How many rows there are, when all are left alone."""
    assert (error_lines(proposal), changes_by_key(proposal), proposal.problems) == (
        [],
        {},
        [],
    )
    assert {action for of in proposal.counts.values() for action in of} == {"unchanged"}
    return proposal.count("unchanged")


@every_table
@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_comes_back_as_no_change(plan_as, table, form):
    resource = registry[table]()
    suffix = "xlsx" if form == "xlsx" else "csv"

    proposal = plan_as(table, FORMATS[form](resource), suffix)

    assert unchanged(proposal) == resource.model.objects.count() > 0
    assert assumptions(proposal) == []


@pytest.mark.parametrize("form", ["raw", "spreadsheet"])
@pytest.mark.parametrize("remove_missing", [False, True])
def test_a_package_of_all_tables_comes_back_as_no_change(curator, form, remove_missing):
    package = pack_tables(**{n: FORMATS[form](made()) for n, made in registry.items()})

    proposal = upload(package, "all.zip", by=curator, remove_missing=remove_missing)

    rows = sum(made().model.objects.count() for made in registry.values())
    assert unchanged(proposal) == rows
    assert {*proposal.tables} == {*registry}


def test_the_files_that_come_with_the_code_change_nothing(curator, settings):
    files = {
        path.stem: path.read_text("utf-8") for path in settings.TABLES_DIR.iterdir()
    }

    assert unchanged(upload(pack_tables(**files), "facts.zip", by=curator))


# One cell


def grid(table):
    """The rows of a table as lists of cells, the header first."""
    return list(csv.reader(StringIO(export_csv(registry[table]()))))


def in_dialect(lines, encoding, delimiter, end):
    """The lines that the encoding can write, as bytes."""
    file = StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end)
    writer.writerows(line for line in lines if can_be_written(line, encoding))
    return file.getvalue().encode(encoding)


def can_be_written(line, encoding):
    text = "".join(line)
    return text.encode(encoding, "ignore").decode(encoding) == text


@pytest.mark.parametrize("dialect", DIALECTS, ids=map(repr, DIALECTS))
def test_one_edited_cell_is_the_one_change_in_any_dialect(plan_as, dialect):
    header, *lines = grid("workforce_programs")
    place = header.index("summary")
    edited = lines[7]
    before, edited[place] = edited[place], EDITED

    proposal = plan_as("workforce_programs", in_dialect([header, *lines], *dialect))

    assert changes_by_key(proposal) == {
        edited[0]: ({"summary": before}, {"summary": EDITED})
    }
    assert proposal.count("unchanged") > 60
    assert error_lines(proposal) == []


def another(resource, name, cell):
    """What somebody might write into a column instead of this; nothing for many."""
    column, field = resource.columns[name], resource.model_field(name)
    if isinstance(column, ChoiceColumn) and name not in resource.key:
        return next(word for word in column.allowed if word != cell)
    if isinstance(column, IntegerColumn) and name not in resource.key and cell:
        return str(int(cell) + 1)
    is_text = type(column) is TextColumn and not isinstance(field, models.URLField)
    is_free = is_text and name not in resource.key and len(cell) < 80
    return f"{cell} and more".strip() if is_free else None


def first_edit(table):
    """A line, a column and another cell for it, as far right as there is one."""
    resource = registry[table]()
    header, *lines = grid(table)
    return next(
        (number, header.index(name), new_value)
        for name in reversed(header)
        for number, line in enumerate(lines)
        if (new_value := another(resource, name, line[header.index(name)]))
    )


@pytest.mark.parametrize("table", sorted(registry.keys() - {"institute_focus_areas"}))
def test_one_cell_edited_in_a_spreadsheet_program_is_the_one_change(plan_as, table):
    number, place, new_value = first_edit(table)
    header, *lines = grid(table)
    book = load_workbook(BytesIO(export_xlsx(registry[table]())))
    cell = book.active.cell(number + 2, place + 1)
    cell.value = int(new_value) if isinstance(cell.value, int) else new_value

    proposal = plan_as(table, saved(book), "xlsx")

    name, before = header[place], lines[number][place]
    changed = changes_by_key(proposal) or {
        r.key: (r.before, r.after) for r in proposal.rows.all()
    }
    assert list(changed.values()) == [({name: before}, {name: new_value})]
    assert error_lines(proposal) == []


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def typed(resource, line):
    """A row as a spreadsheet program keeps it: numbers, dates and truths typed."""
    for column, cell in zip(resource.columns.values(), line, strict=True):
        if isinstance(column, IntegerColumn | DecimalColumn) and cell:
            yield float(cell)
        elif isinstance(column, PartialDateColumn) and len(cell) == 10:
            yield date.fromisoformat(cell)
        elif isinstance(column, BooleanColumn):
            yield cell == "true"
        else:
            yield cell or None


@pytest.mark.parametrize(
    "table", ["sources", "funding", "sites", "observations", "institute_focus_areas"]
)
def test_numbers_dates_and_truths_that_a_program_typed_are_no_change(plan_as, table):
    resource, book = registry[table](), Workbook()
    header, *lines = grid(table)
    book.active.append(header)
    for line in lines:
        book.active.append(list(typed(resource, line)))

    assert unchanged(plan_as(table, saved(book), "xlsx")) == len(lines)


def test_a_month_that_a_program_made_a_day_is_no_change(plan_as):
    header, *lines = grid("institutes")
    place = header.index("announced")
    book = Workbook()
    book.active.append(header)
    for line in lines:
        book.active.append(line)
    months = [n for n, line in enumerate(lines, 2) if len(line[place]) == 7]
    for number in months:
        cell = book.active.cell(number, place + 1)
        cell.value = date.fromisoformat(f"{cell.value}-01")
        cell.number_format = "yyyy\\-mm"

    assert months
    assert unchanged(plan_as("institutes", saved(book), "xlsx")) == len(lines)
