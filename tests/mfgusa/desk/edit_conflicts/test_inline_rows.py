"""Inline rows that somebody else changed, added or deleted meanwhile."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutes.models import Institute, Membership, Partner, WorkforceProgram
from tests.factories import InstituteFactory, MembershipFactory
from tests.mfgusa.desk.edit_conflicts.forms import (
    differences,
    form_of,
    row_on,
    save,
    states,
)
from tests.mfgusa.desk.rows import as_posted, create

pytestmark = pytest.mark.django_db


def test_an_inline_row_that_was_left_alone_keeps_their_change(desk, colleague, partner):
    membership = MembershipFactory(partner=partner, tier="Gold", role="member")
    posted = form_of(desk, partner)
    theirs = {"tier": "Silver", "role": "founder"}
    save(colleague, membership, form_of(colleague, membership), **theirs)

    response = save(desk, partner, posted, **{"memberships-0-tier": "Platinum"})

    assert save(desk, partner, as_posted(response)).status_code == 302
    membership.refresh_from_db()
    assert (membership.tier, membership.role) == ("Platinum", "founder")


def test_rows_of_an_inline_are_compared_as_well(desk, colleague, partner):
    membership = MembershipFactory(partner=partner, tier="Gold")
    posted = form_of(desk, partner)
    theirs = {"memberships-0-tier": "Silver"}
    save(colleague, partner, form_of(colleague, partner), **theirs)

    response = save(desk, partner, posted, **{"memberships-0-tier": "Platinum"})

    membership.refresh_from_db()
    title = f"Membership: {membership}"
    assert differences(response) == {
        (title, "Tier"): ("Gold", "Silver", "Platinum"),
    }
    assert membership.tier == "Silver"
    again = save(desk, partner, as_posted(response))
    assert again.status_code == 302
    membership.refresh_from_db()
    assert membership.tier == "Platinum"


def test_a_row_changed_on_its_own_page_is_not_undone_by_an_inline(
    desk, colleague, partner
):
    membership = MembershipFactory(partner=partner, tier="Gold")
    posted = form_of(desk, partner)
    save(colleague, membership, form_of(colleague, membership), tier="Silver")

    assert save(desk, partner, posted, name="General Electric").status_code == 409
    membership.refresh_from_db()
    assert membership.tier == "Silver"


def test_an_inline_row_that_was_deleted_meanwhile_is_said_in_words(
    desk, colleague, partner
):
    membership = MembershipFactory(partner=partner, tier="Gold")
    posted = form_of(desk, partner)
    theirs = {"memberships-0-DELETE": "on"}
    save(colleague, partner, form_of(colleague, partner), **theirs)

    response = save(desk, partner, posted, **{"memberships-0-tier": "Platinum"})

    assert response.status_code == 409
    assert states(response) == {f"Membership: {membership}": "deleted"}
    assert "Deleted by Grace Hopper" in response.text
    assert 'value="Platinum"' in response.text
    again = save(desk, partner, as_posted(response))
    assert again.status_code == 302
    assert Membership.objects.get().tier == "Platinum"


def test_a_deleted_row_that_was_not_touched_stays_deleted(desk, colleague, partner):
    MembershipFactory(partner=partner, tier="Gold")
    posted = form_of(desk, partner)
    theirs = {"memberships-0-DELETE": "on"}
    save(colleague, partner, form_of(colleague, partner), **theirs)

    response = save(desk, partner, posted, name="General Electric")

    assert response.status_code == 409
    assert save(desk, partner, as_posted(response)).status_code == 302
    assert not Membership.objects.exists()
    assert Partner.objects.get().name == "General Electric"


def test_two_who_delete_the_same_row_do_not_meet_a_refusal(desk, colleague, partner):
    MembershipFactory(partner=partner)
    posted = form_of(desk, partner) | {"memberships-0-DELETE": "on"}
    save(colleague, partner, posted)

    assert save(desk, partner, posted).status_code == 302


def test_deleting_a_row_that_was_changed_meanwhile_is_refused(desk, colleague, partner):
    membership = MembershipFactory(partner=partner, tier="Gold")
    posted = form_of(desk, partner)
    save(colleague, membership, form_of(colleague, membership), tier="Silver")

    response = save(desk, partner, posted, **{"memberships-0-DELETE": "on"})

    assert response.status_code == 409
    assert Membership.objects.get() == membership
    assert [*differences(response).values()] == [("Gold", "Silver", None)]
    assert "You marked it for deletion" in row_on(response)
    assert "not changed by you" not in row_on(response)
    kept = {"memberships-0-DELETE": ""}
    assert save(desk, partner, as_posted(response), **kept).status_code == 302
    assert Membership.objects.get().tier == "Silver"


def test_who_may_only_delete_rows_deletes_none_that_was_changed_meanwhile(
    sign_in, colleague, partner
):
    MembershipFactory(partner=partner, tier="Gold")
    editor = sign_in(Partner, "change")
    rights = ["view_membership", "delete_membership"]
    person = User.objects.get(username="bo")
    person.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    posted = form_of(editor, partner) | {"memberships-0-DELETE": "on"}
    del posted["memberships-0-tier"]  # A browser shows it as text.
    theirs = {"memberships-0-tier": "Silver"}
    save(colleague, partner, form_of(colleague, partner), **theirs)

    response = save(editor, partner, posted)

    assert response.status_code == 409
    assert [*differences(response).values()] == [("Gold", "Silver", None)]
    assert Membership.objects.get().tier == "Silver"
    again = {"_opened": response.context["opened"]}
    assert save(editor, partner, posted | again).status_code == 302
    assert not Membership.objects.exists()


def test_a_row_that_was_added_meanwhile_is_shown_and_kept(desk, colleague, partner):
    posted = form_of(desk, partner)
    MembershipFactory(partner=partner, tier="Gold")
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")

    response = save(desk, partner, posted, name="General Electric")

    assert "added" in states(response).values()
    assert 'value="Gold"' in response.text
    assert save(desk, partner, as_posted(response)).status_code == 302
    assert Membership.objects.get().tier == "Gold"


def test_the_age_of_a_form_is_found_in_one_query_for_each_inline(desk, partner):
    def queries_of_save():
        MembershipFactory.create_batch(3, partner=partner, tier="Gold")
        posted = form_of(desk, partner)
        Membership.objects.update(tier="Silver")
        with CaptureQueriesContext(connection) as queries:
            assert save(desk, partner, posted, name="New").status_code == 409
        return [
            query["sql"]
            for query in queries
            if re.search(r"FOR NO KEY UPDATE|event", query["sql"])
        ]

    few = queries_of_save()
    many = queries_of_save()

    assert len(few) == len(many)
    assert sum("FOR NO KEY UPDATE" in sql for sql in many) == 2


def test_every_inline_of_an_institute_is_guarded(desk, colleague):
    institute = InstituteFactory()
    posted = form_of(desk, institute)
    link = institute.focus_links.get()
    theirs = form_of(colleague, link)
    [area] = create(type(link.focus_area), 1)
    save(colleague, link, theirs, focus_area=area.pk)

    assert save(desk, institute, posted, name="New").status_code == 409
    assert Institute.objects.get().focus_links.get().focus_area == area
    assert not WorkforceProgram.objects.exists()
