"""The blank workbook that a curator fills in."""

import pytest
from openpyxl import load_workbook

from mfgusa.tables.files.writers import column_help
from mfgusa.tables.files.writers.template import template_file
from mfgusa.tables.schema.resource import registry
from tests.factories import InstituteFactory, PartnerFactory, StateFactory

pytestmark = pytest.mark.django_db


def template(table):
    return load_workbook(template_file(registry[table]())).worksheets


def explained(table, column):
    _sheet, guide = template(table)
    return [row[1:] for row in guide.iter_rows(values_only=True) if row[0] == column]


def lists_of(table):
    sheet, guide = template(table)
    for validation in sheet.data_validations.dataValidation:
        _title, place = validation.formula1.split("!")
        values = [cell.value for [cell] in guide[place.replace("$", "")]]
        yield sheet[f"{str(validation.sqref)[0]}1"].value, values


def test_key_and_required_columns_are_marked():
    sheet, _guide = template("partners")
    key, name, aliases = sheet["A1"], sheet["B1"], sheet["C1"]

    assert len({cell.fill.fgColor.rgb for cell in (key, name, aliases)}) == 3
    assert "part of the key" in key.comment.text
    assert "required" in name.comment.text
    assert "may be blank" in aliases.comment.text
    assert sheet.freeze_panes == "A2"


def test_dates_are_typed_as_text_and_numbers_as_numbers():
    sheet, _guide = template("funding")
    formats = {c.value: sheet.column_dimensions[c.column_letter] for c in sheet[1]}

    assert formats["period_start"].number_format == "@"
    assert formats["amount_usd"].number_format == "General"


def test_words_and_the_keys_of_small_tables_can_be_chosen():
    InstituteFactory(key="arm")
    StateFactory(code="OH")

    lists = dict(lists_of("sites"))

    assert lists["institute"] == ["arm"]
    assert "headquarters" in lists["kind"]
    assert lists["state"] == ["OH"]


def test_every_column_is_explained():
    StateFactory(code="OH", name="Ohio")

    assert explained("partners", "state") == [
        ("key of a row of states", "may be blank", None, "OH", "Ohio")
    ]
    assert explained("partners", "aliases") == [
        ("list, separated by ;", "may be blank", None, None, None)
    ]
    assert explained("funding", "institute")[0][0].endswith(", or network")
    [[holds, need, key, *_]] = explained("memberships", "since")
    assert (need, key) == ("may be blank", "yes")
    assert holds == "date: 2014, 2014-02 or 2014-02-25"


def test_a_large_table_is_named_instead_of_listed(monkeypatch):
    monkeypatch.setattr(column_help, "MAX_LISTED_ROWS", 2)
    PartnerFactory.create_batch(3)

    [row] = explained("memberships", "partner")

    assert row[3:] == (None, "The keys stand in the table: partners")
    assert "partner" not in dict(lists_of("memberships"))


def test_a_name_that_looks_like_a_formula_is_none():
    PartnerFactory(key="ge", name="=1+1")

    _sheet, guide = template("memberships")
    [cell] = [row[5] for row in guide.rows if row[4].value == "ge"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")
