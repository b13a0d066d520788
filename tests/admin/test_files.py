from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from institutes.models import Institute, Partner
from tests.admin.rows import address
from tests.factories import PartnerFactory, SourceFactory

FORMATS = {"csv": "0", "xlsx": "1"}
NO_PRIMARY = "An institute has exactly one primary focus area; ARM has none."


@pytest.fixture
def partner(db):
    """Its name is one that a spreadsheet would run."""
    return PartnerFactory(name="=1+1", aliases=["Two, Inc.", "'=2"])


def export(desk, model, kind):
    return desk.post(address(model, "export"), {"format": FORMATS[kind]}).content


def upload(desk, model, kind, content):
    file = SimpleUploadedFile(f"table.{kind}", content)
    form = {"import_file": file, "format": FORMATS[kind]}
    return desk.post(address(model, "import"), form)


def test_a_workbook_holds_words_and_no_formulas(desk, partner):
    sheet = load_workbook(BytesIO(export(desk, Partner, "xlsx"))).active

    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {
        "s",
        "n",
    }


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_nobody_touched_changes_nothing(desk, partner, kind):
    preview = upload(desk, Partner, kind, export(desk, Partner, kind))

    totals = preview.context["result"].totals
    assert {what: count for what, count in totals.items() if count} == {"skip": 1}


def test_a_list_that_was_narrowed_is_exported_narrowed(desk, partner):
    PartnerFactory(key="narrow", name="Narrow")

    page = address(Partner, "export") + "?q=narrow"
    lines = desk.post(page, {"format": "0"}).text.splitlines()

    assert [line.split(",")[0] for line in lines] == ["key", "narrow"]


def test_a_file_that_breaks_a_rule_over_rows_saves_nothing(desk):
    source = SourceFactory(key="report")
    content = f"key,acronym,name,status,source\narm,ARM,Robots,active,{source.key}\n"
    preview = upload(desk, Institute, "csv", content.encode())
    confirmed = preview.context["confirm_form"].initial

    page = address(Institute, "process_import")
    response = desk.post(page, confirmed, follow=True)

    assert response.redirect_chain == [(address(Institute, "import"), 302)]
    assert [str(message) for message in response.context["messages"]] == [NO_PRIMARY]
    assert not Institute.objects.exists()


def test_a_file_that_no_longer_fits_saves_nothing(desk, partner):
    content = b"key,name,source\nnew,New,report\nnewer,Newer,report\n"
    source = SourceFactory(key="report")
    preview = upload(desk, Partner, "csv", content)
    confirmed = preview.context["confirm_form"].initial
    source.delete()

    response = desk.post(address(Partner, "process_import"), confirmed, follow=True)

    assert "Nothing was imported" in response.text
    assert Partner.objects.get() == partner


def test_a_column_that_no_table_has_is_refused_with_a_guess(desk, partner):
    preview = upload(desk, Partner, "csv", b"key,nmae\nge,GE\n")

    assert "Did you mean “name”?" in preview.text
    assert "confirm_form" not in preview.context
