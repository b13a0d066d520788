"""A row that is deleted while its form is open, or is changed before it is."""

import pytest

from institutes.models import Membership, Partner
from tests.factories import (
    MembershipFactory,
    PartnerFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.mfgusa.desk.edit_conflicts.forms import (
    changes,
    differences,
    form_of,
    row_on,
    save,
)
from tests.mfgusa.desk.rows import address, as_posted, confirm_deletion, selection_of

pytestmark = pytest.mark.django_db


def test_a_row_that_was_deleted_meanwhile_can_be_added_anew(desk, colleague, partner):
    MembershipFactory(partner=partner, tier="Gold")
    posted = form_of(desk, partner)
    Membership.objects.all().delete()
    confirm_deletion(colleague, partner, _why="Entered twice")

    response = save(desk, partner, posted, name="General Electric")

    assert response.status_code == 409
    assert "Deleted by Grace Hopper" in response.text
    assert differences(response)["Partner: GE", "Name"] == (
        "GE",
        None,
        "General Electric",
    )
    again = desk.post(address(Partner, "add"), as_posted(response))
    assert again.status_code == 302, again.context["errors"]
    assert Partner.objects.get().name == "General Electric"
    assert Membership.objects.get().tier == "Gold"


def test_a_row_that_was_changed_meanwhile_is_not_deleted_unseen(
    desk, colleague, partner
):
    page = address(Partner, "delete", partner.pk)
    posted = {"post": "yes", "_opened": desk.get(page).context["opened"]}
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")

    response = desk.post(page, posted | {"_why": "Entered twice"})

    assert response.status_code == 409
    assert "Somebody changed this since you opened the page" in response.text
    assert "Changed by Grace Hopper" in row_on(response)
    assert changes(response) == {
        ("Partner: GE Aerospace", "Name"): ("GE", "GE Aerospace")
    }
    assert 'value="Entered twice"' in response.text
    again = confirm_deletion(desk, partner)
    assert again.status_code == 302
    assert not Partner.objects.exists()


def test_a_deletion_says_what_was_done_to_the_rows_that_go_with_it(
    desk, colleague, partner
):
    kept, lost = MembershipFactory.create_batch(2, partner=partner, tier="Gold")
    page = address(Partner, "delete", partner.pk)
    posted = {"post": "yes", "_opened": desk.get(page).context["opened"]}
    theirs = {"memberships-0-tier": "Silver", "memberships-1-DELETE": "on"}
    save(colleague, partner, form_of(colleague, partner), **theirs)
    added = MembershipFactory(partner=partner)

    response = desk.post(page, posted)

    assert response.status_code == 409
    assert changes(response) == {(f"Membership: {kept}", "Tier"): ("Gold", "Silver")}
    assert [(row.title, row.state) for row in response.context["changes"]] == [
        (f"Membership: {kept}", "changed"),
        (f"Membership: {lost}", "deleted"),
        (f"Membership: {added}", "added"),
    ]
    assert "Deleted by Grace Hopper" in response.text


def test_a_deletion_says_which_rows_of_a_field_changed(desk, colleague):
    program = WorkforceProgramFactory()
    page = address(type(program), "delete", program.pk)
    posted = {"post": "yes", "_opened": desk.get(page).context["opened"]}
    ohio = StateFactory(name="Ohio")
    save(colleague, program, form_of(colleague, program), states=[ohio.pk])

    response = desk.post(page, posted)

    [((_title, label), values)] = changes(response).items()
    assert (label, values) == ("States", ("", "Ohio"))


def test_a_deletion_of_unknown_age_names_no_change(desk, partner):
    page = address(Partner, "delete", partner.pk)

    response = desk.post(page, {"post": "yes"})

    assert response.status_code == 409
    assert response.context["changes"] == []


def test_selected_rows_that_were_changed_meanwhile_are_not_deleted_unseen(
    desk, colleague, partner
):
    rows = [partner, PartnerFactory(key="gm", name="GM")]
    page = address(Partner, "changelist")
    posted = selection_of(desk, *rows)
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")

    response = desk.post(page, posted | {"_why": "Entered twice"})

    assert response.status_code == 409
    assert "Somebody changed this since you opened the page" in response.text
    assert "Changed by Grace Hopper" in row_on(response)
    assert changes(response) == {
        ("Partner: GE Aerospace", "Name"): ("GE", "GE Aerospace")
    }
    assert 'value="Entered twice"' in response.text
    assert desk.post(page, selection_of(desk, *rows)).status_code == 302
    assert not Partner.objects.exists()


def test_who_may_not_add_still_sees_what_they_typed(sign_in, partner):
    editor = sign_in(Partner, "change")
    posted = form_of(editor, partner)
    Partner.objects.all().delete()

    response = save(editor, partner, posted, name="General Electric", _why="Full name")

    assert response.status_code == 409
    assert "General Electric" in response.text
    assert "Full name" in response.text
