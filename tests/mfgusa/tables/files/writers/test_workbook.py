"""Workbooks: typed cells, nothing that runs, nothing that is cut."""

from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from institutes.models import Partner
from mfgusa.tables.files.writers.responses import xlsx_response
from mfgusa.tables.files.writers.template import template_file
from mfgusa.tables.files.writers.workbook import WorkbookLimitExceeded, xlsx_file
from mfgusa.tables.schema.resource import registry
from tests.factories import (
    FundingRecordFactory,
    MembershipFactory,
    ObservationFactory,
    PartnerFactory,
    SiteFactory,
)
from tests.mfgusa.tables.files.writers.slow_csv import HOSTILE_TEXTS

pytestmark = pytest.mark.django_db


def sheet_of(table, rows=None):
    with xlsx_file(registry[table](), rows) as file:
        return load_workbook(file).active


def cells_of(table, line=2):
    sheet = sheet_of(table)
    return dict(zip((c.value for c in sheet[1]), sheet[line], strict=True))


@pytest.mark.parametrize("make", [xlsx_file, template_file])
def test_a_workbook_holds_no_moment(make):
    """So that the same rows have the same bytes, and the same ETag."""
    PartnerFactory.create_batch(3)

    with make(registry["partners"]()) as first, make(registry["partners"]()) as second:
        assert first.read() == second.read()
        with ZipFile(first) as parts:
            assert {part.date_time[0] for part in parts.infolist()} == {1980}
            assert b"dcterms" not in parts.read("docProps/core.xml")


def test_the_header_is_frozen_bold_and_filters():
    PartnerFactory.create_batch(3)

    sheet = sheet_of("partners")

    assert sheet.title == "partners"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:L4"
    assert all(cell.font.bold for cell in sheet[1])
    assert 12 <= sheet.column_dimensions["B"].width <= 60


@pytest.mark.parametrize(
    "text", [*HOSTILE_TEXTS, "a\rb", "<b>&amp;</b>", "_x000D_", " x "]
)
def test_text_is_text_and_no_formula(text):
    PartnerFactory(name=text)

    cell = cells_of("partners")["name"]

    assert (cell.value, cell.data_type) == (text, "s")


def test_numbers_are_numbers_and_dates_stay_as_precise_as_they_are():
    FundingRecordFactory(amount_usd=70_000_000, period_start="2014-02")
    point = {"latitude": Decimal("41.0986"), "longitude": -80, "precision": "city"}
    SiteFactory(postal_code="02139", **point)
    MembershipFactory(since="2014")

    money, site = cells_of("funding"), cells_of("sites")

    assert money["amount_usd"].value == 70_000_000
    assert (money["period_start"].value, site["postal_code"].value) == (
        "2014-02",
        "02139",
    )
    assert (site["latitude"].value, site["longitude"].value) == (41.0986, -80)
    assert cells_of("memberships")["since"].value == "2014"
    assert money["period_start"].number_format == "@"


@pytest.mark.parametrize("value", ["12345678901234.5678", "99999999999999.9999"])
def test_a_number_longer_than_numbers_get_stays_exact(value):
    ObservationFactory(value=Decimal(value))

    assert cells_of("observations")["value"].value == value


@pytest.mark.parametrize("text", ["x" * 32_768, "\a"])
def test_what_no_cell_holds_is_refused_by_name(text):
    FundingRecordFactory(key="award", note=text)

    with pytest.raises(WorkbookLimitExceeded, match="funding, award, column note"):
        xlsx_file(registry["funding"]())


def test_a_download_that_no_workbook_holds_says_why(monkeypatch):
    PartnerFactory.create_batch(2)
    monkeypatch.setattr("mfgusa.tables.files.writers.workbook.MAX_ROWS", 1)

    response = xlsx_response(registry["partners"](), Partner.objects.all())

    assert response.status_code == 422
    assert "partners has 2. Take CSV." in response.text
