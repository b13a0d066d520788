import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from institutes.models import Partner
from tests.factories import PartnerFactory
from tests.mfgusa.desk.rows import address, as_posted, confirm_deletion, selection_of


@pytest.fixture
def partner(db):
    return PartnerFactory(key="ge", name="GE")


def last_event():
    events = apps.get_model("institutes", "PartnerEvent").objects
    return events.select_related("pgh_context").latest("pgh_id")


def test_a_form_asks_for_the_reason_and_the_history_keeps_it(desk, curator, partner):
    form = address(Partner, "change", partner.pk)
    opened = desk.get(form)
    assert '<label for="id_why">' in opened.text
    posted = as_posted(opened) | {"name": "General Electric", "_why": "Full name"}

    desk.post(form, posted)

    event = last_event()
    assert event.name == "General Electric"
    assert event.pgh_context.metadata["why"] == "Full name"
    assert event.pgh_context.metadata["user"] == curator.pk


def test_the_reason_outlives_an_error_in_the_form(desk, partner):
    form = address(Partner, "change", partner.pk)
    posted = as_posted(desk.get(form)) | {"name": "", "_why": "Full name"}

    response = desk.post(form, posted)

    assert 'value="Full name"' in response.text


def test_a_deletion_is_kept_with_its_reason(desk, partner):
    page = address(Partner, "delete", partner.pk)
    assert 'name="_why"' in desk.get(page).text

    confirm_deletion(desk, partner, _why="Entered twice")

    assert last_event().pgh_label == "delete"
    assert last_event().pgh_context.metadata["why"] == "Entered twice"


def test_deletions_of_several_ask_for_the_reason(desk, partner):
    chosen = {"action": "delete_selected", "_selected_action": partner.pk}
    page = address(Partner, "changelist")
    assert 'name="_why"' in desk.post(page, chosen).text

    desk.post(page, selection_of(desk, partner) | {"_why": "Entered twice"})

    assert last_event().pgh_context.metadata["why"] == "Entered twice"


def test_an_import_is_kept_with_its_reason(desk, curator, partner):
    file = SimpleUploadedFile("partners.csv", b"key,name\nge,General Electric\n")
    response = desk.post(
        address(Partner, "import"), {"file": file, "why": "Full names"}, follow=True
    )
    proposal = response.context["proposal"]

    page = reverse("admin:proposals_proposal_commit", args=[proposal.pk])
    desk.post(page, {"plan": proposal.planned_at.isoformat()})

    event = last_event()
    assert event.name == "General Electric"
    assert event.pgh_context.metadata["why"] == "Full names"
    assert event.pgh_context.metadata["user"] == curator.pk
