"""The page that takes a file: who may use it, and what it refuses."""

import tempfile

import pytest
from django.urls import reverse

from institutes.models import Partner
from mfgusa.desk.unnamed_upload import UnnamedFileUploadHandler
from mfgusa.proposals.models import Proposal
from tests.factories import PartnerFactory
from tests.mfgusa.desk.plans import upload
from tests.mfgusa.desk.rows import MODELS, address
from tests.mfgusa.tables.files.readers.builders import xlsx_from_xml

HANDLERS = [
    "mfgusa.desk.upload_limit.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "mfgusa.desk.unnamed_upload.UnnamedFileUploadHandler",
]


@pytest.fixture
def partner(db):
    return PartnerFactory(key="ge", name="GE")


def errors(response):
    return response.context["form"].errors["file"]


@pytest.mark.parametrize("handlers", [HANDLERS, HANDLERS[1:]], ids=["early", "late"])
def test_a_file_too_large_is_refused_with_the_limit(desk, settings, handlers):
    settings.UPLOAD_LIMIT = 2_000_000
    settings.FILE_UPLOAD_HANDLERS = handlers

    response = upload(desk, b"x" * 2_000_001, why="kept")

    assert "larger than 2 MB" in errors(response)[0]
    assert response.context["form"]["why"].value() == "kept"
    assert not Proposal.objects.exists()


def test_a_file_on_disk_has_no_name(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    handler = UnnamedFileUploadHandler()

    handler.new_file("file", "partners.csv", "text/csv", 3, None)
    handler.receive_data_chunk(b"key", 0)

    assert not any(tmp_path.iterdir())
    with handler.file_complete(3) as file:
        assert (file.name, file.size, file.read()) == ("partners.csv", 3, b"key")


def test_a_file_beyond_memory_is_read(desk, settings, partner):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_HANDLERS = HANDLERS

    response = upload(desk, b"key,name\nge,General Electric\n")

    assert response.context["proposal"].state == "planned"


def test_a_file_of_the_limit_is_not_too_large(desk, settings, partner):
    content = b"key,name\nge,General Electric\n"
    settings.UPLOAD_LIMIT = len(content)
    settings.FILE_UPLOAD_HANDLERS = HANDLERS

    assert upload(desk, content).context["proposal"].state == "planned"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("partners.csv", b"", "empty"),
        ("partners.pdf", b"x", "save it as one of: csv, tsv, txt, xlsx, zip"),
        ("partners.xls", b"x", "save it as one of"),
    ],
)
def test_a_file_of_no_use_is_refused_in_words(desk, name, content, words):
    assert words in errors(upload(desk, content, name=name))[0]
    assert not Proposal.objects.exists()


def test_a_workbook_with_a_damaged_row_number_is_refused_in_words(desk):
    row = '<row r="1000000000000000"><c r="A2" t="str"><v>ge</v></c></row>'
    header = '<row r="1"><c r="A1" t="str"><v>key</v></c></row>'
    response = upload(desk, xlsx_from_xml(header + row), name="partners.xlsx")

    assert response.status_code == 200
    assert "rows have numbers from 1 to 1,048,576" in response.text


def test_no_file_at_all_is_said(desk):
    response = desk.post(address(Partner, "import"), {"why": "x"})

    assert errors(response) == ["Choose a file."]


def test_the_page_names_the_columns_and_leads_to_the_template(desk):
    response = desk.get(address(Partner, "import"))

    marked = {c["name"]: c for c in response.context["columns"]}
    assert marked["key"]["is_key"]
    assert marked["name"]["is_required"]
    assert not marked["city"]["is_required"]
    assert reverse("table-template", args=["partners"]) in response.text
    assert address(Partner, "export") in response.text
    assert "at most 50 MB" in response.text


@pytest.mark.parametrize("rights", [(), ("view",), ("change",), ("add", "view")])
def test_import_needs_the_rights_to_add_and_to_change(sign_in, rights):
    client = sign_in(Partner, *rights)

    assert client.get(address(Partner, "import")).status_code == 403
    response = upload(client, b"key\nge\n")
    assert response.status_code == 403
    assert "the rights to add and to change" in response.text
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("rights", [(), ("view",), ("change",)])
def test_a_package_needs_the_rights_to_some_table(sign_in, rights):
    client = sign_in(Partner, *rights)

    assert client.get(reverse("admin:proposals_proposal_add")).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_who_may_add_and_change_may_import(sign_in, model):
    response = sign_in(model, "add", "change").get(address(model, "import"))

    assert response.status_code == 200
    assert "remove_missing" not in response.context["form"].fields


def test_who_may_delete_too_may_remove_what_is_missing(sign_in):
    client = sign_in(Partner, "add", "change", "delete")

    page = client.get(address(Partner, "import"))

    assert "remove_missing" in page.context["form"].fields


def test_the_list_leads_to_the_import_only_who_may(sign_in, desk):
    page = address(Partner, "changelist")

    assert address(Partner, "import") in desk.get(page).text
    assert address(Partner, "import") not in sign_in(Partner, "view").get(page).text
