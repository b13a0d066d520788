"""A list in the admin as files, as narrow as the list is."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from institutes.models import Membership, Partner
from tests.factories import MembershipFactory, PartnerFactory
from tests.mfgusa.desk.rows import MODELS, address

EXPORT = address(Partner, "export")


@pytest.fixture
def partner(db):
    """Its name is one that a spreadsheet would run."""
    return PartnerFactory(key="acme", name="=1+1", aliases=["Two, Inc.", "'=2"])


def keys(response):
    return [line.split(",")[0] for line in body(response).decode().splitlines()[1:]]


def body(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("model", MODELS)
def test_who_may_view_is_led_to_every_kind_of_file(sign_in, model):
    browser = sign_in(model, "view")

    assert f'href="{address(model, "export")}' in (
        browser.get(address(model, "changelist")).text
    )
    page = browser.get(address(model, "export"))
    assert [link for _format, link in page.context["formats"]] == [
        "?format=csv",
        "?format=spreadsheet",
        "?format=xlsx",
        "?format=template",
    ]


@pytest.mark.parametrize("query", [{}, {"format": "csv"}, {"format": "template"}])
def test_who_may_not_view_gets_no_file(sign_in, query):
    assert sign_in(Partner, "add").get(EXPORT, query).status_code == 403


def test_a_list_that_was_narrowed_is_exported_narrowed(desk, partner):
    PartnerFactory(key="narrow", name="Narrow")

    page = desk.get(EXPORT, {"q": "narrow"})
    [(_format, link), *_] = page.context["formats"]

    assert page.context["count"] == 1
    assert link == "?q=narrow&format=csv"
    assert keys(desk.get(EXPORT + link)) == ["narrow"]


def test_filters_count_and_pages_do_not(desk):
    MembershipFactory(role="member")
    MembershipFactory.create_batch(3, role="founder")

    query = {"role__exact": "founder", "p": "1", "format": "csv"}
    response = desk.get(address(Membership, "export"), query)

    assert len(keys(response)) == 3


def test_a_filter_that_is_none_leads_back_to_the_list(desk, partner):
    response = desk.get(EXPORT, {"nmae": "x", "format": "csv"})

    assert (response.status_code, response.url) == (
        302,
        address(Partner, "changelist") + "?e=1",
    )


def test_csv_is_raw_or_safe_as_asked(desk, partner):
    raw = body(desk.get(EXPORT, {"format": "csv"})).decode()
    safe = body(desk.get(EXPORT, {"format": "spreadsheet"})).decode()

    assert ",=1+1," in raw
    assert ",'=1+1," in safe


def test_a_workbook_holds_words_and_no_formulas(desk, partner):
    book = load_workbook(BytesIO(body(desk.get(EXPORT, {"format": "xlsx"}))))

    kinds = {cell.data_type for row in book.active.iter_rows(2) for cell in row}
    assert kinds <= {"s", "n"}


def test_the_template_is_blank(desk, partner):
    response = desk.get(EXPORT, {"format": "template"})

    assert 'filename="partners-template.xlsx"' in response["Content-Disposition"]
    assert load_workbook(BytesIO(body(response)))["partners"].max_row == 1


def test_a_format_that_is_none_is_refused_with_the_choice(desk, partner):
    response = desk.get(EXPORT, {"format": "pdf"})

    assert response.status_code == 400
    assert "There is no format “pdf”" in response.text
