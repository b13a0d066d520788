"""An exported file is read back unchanged."""

import shutil

import pytest

from mfgusa.tables.files.readers.upload import open_upload
from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.files.writers.template import template_file
from mfgusa.tables.files.writers.workbook import xlsx_file
from mfgusa.tables.schema.resource import registry
from tests.factories import PartnerFactory, SourceFactory
from tests.mfgusa.tables.files.writers.slow_csv import HOSTILE_TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners():
    source = SourceFactory()
    for text in [*HOSTILE_TEXTS, "<b>&amp;</b>", "_x000D_", "a\rb"]:
        PartnerFactory(name=text, aliases=[*text.split(";"), "b"], source=source)
    return registry["partners"]()


def read(path):
    with open_upload(path, path.name) as [file]:
        return [list(line.cells.values()) for line in file.lines()]


@pytest.mark.parametrize("spreadsheet", [False, True])
def test_csv(partners, tmp_path, spreadsheet):
    path = tmp_path / "partners.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(partners, spreadsheet=spreadsheet))

    assert read(path) == [*partners.text_rows()]


def test_a_workbook(partners, tmp_path):
    path = tmp_path / "partners.xlsx"
    with xlsx_file(partners) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)

    assert read(path) == [*partners.text_rows()]


@pytest.mark.parametrize("table", sorted(registry))
def test_a_blank_template_has_no_line(table, tmp_path):
    path = tmp_path / f"{table}.xlsx"
    path.write_bytes(template_file(registry[table]()).read())

    with open_upload(path, path.name) as [file]:
        assert file.header == [*registry[table]().columns]
        assert list(file.lines()) == []
        assert len(file.assumptions) == 1  # Which of the two sheets was read.
