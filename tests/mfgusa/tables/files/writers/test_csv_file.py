"""Text that hurts: quotes, line ends, formulas, other scripts."""

import csv

import pytest
from django.db import DataError
from django.db.models import F

from institutes.models import Partner
from mfgusa.tables.files.formulas import (
    escape_for_csv,
    escape_for_spreadsheet,
    unescape_formula,
)
from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.schema.resource import registry
from tests.factories import PartnerFactory, SourceFactory
from tests.mfgusa.tables.files.writers.slow_csv import HOSTILE_TEXTS, render_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners():
    source = SourceFactory()
    for text in HOSTILE_TEXTS:
        words = text.split(";")
        PartnerFactory(name=text, city=text, aliases=[*words, "b"], source=source)
    return registry["partners"]()


@pytest.mark.parametrize("safe", [escape_for_csv, escape_for_spreadsheet])
def test_hostile_text_is_the_same_fast_and_slow(partners, safe):
    fast = "".join(csv_lines(partners, spreadsheet=safe is escape_for_spreadsheet))

    assert fast == render_csv(partners, safe=safe)


@pytest.mark.parametrize("spreadsheet", [False, True])
def test_hostile_text_is_read_back(partners, spreadsheet):
    _header, *rows = csv.reader(csv_lines(partners, spreadsheet=spreadsheet))

    back = [[unescape_formula(cell) for cell in row] for row in rows]

    assert back == [*partners.text_rows()]


@pytest.mark.parametrize("text", ["a\rb", "\ra", "'\ra"])
def test_a_carriage_return_is_quoted(text):
    PartnerFactory(name=text)

    _header, row = csv.reader(csv_lines(registry["partners"]()), strict=True)

    assert unescape_formula(row[1]) == text


def test_no_spreadsheet_runs_a_cell(partners):
    _header, *rows = csv.reader(csv_lines(partners, spreadsheet=True))

    first = {name[0] for _key, name, *_ in rows if name != "-1.5"}
    assert not first & set("=+-@\t\r")
    assert "-1.5" in [name for _key, name, *_ in rows]


def test_a_failure_of_the_database_is_no_end_of_the_file(partners):
    last = Partner.objects.latest("pk").pk
    rows = Partner.objects.annotate(share=100 / (F("pk") - last)).filter(share__lt=9)

    with pytest.raises(DataError, match="division by zero"):
        list(csv_lines(partners, rows))


def test_a_download_that_is_given_up_leaves_the_connection_usable(partners):
    lines = csv_lines(partners)
    next(lines), next(lines)

    lines.close()

    assert Partner.objects.count() == len(HOSTILE_TEXTS)
