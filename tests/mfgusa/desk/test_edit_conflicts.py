"""Two curators on one form: the later save is refused, and shows both."""

import re

import pghistory
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from institutes.models import Institute, Membership, Partner, WorkforceProgram
from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.mfgusa.desk.rows import (
    address,
    as_posted,
    confirm_deletion,
    create,
    selection_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    """The browser of a second curator, Grace Hopper."""
    names = {"first_name": "Grace", "last_name": "Hopper"}
    grace = User.objects.create_superuser("grace", **names)
    client = Client()
    client.force_login(grace)
    return client


@pytest.fixture
def partner():
    return PartnerFactory(key="ge", name="GE", city="Boston", sector="industry")


def form_of(browser, row):
    return as_posted(browser.get(address(type(row), "change", row.pk)))


def save(browser, row, posted, **typed):
    return browser.post(address(type(row), "change", row.pk), posted | typed)


def differences(response):
    """The lines of the page: was, theirs and yours, by row and field."""
    return {
        (row.title, diff.label): (diff.was, diff.theirs, diff.yours)
        for row in response.context["conflict"].rows
        for diff in row.fields
    }


def states(response):
    return {row.title: row.state for row in response.context["conflict"].rows}


def test_the_later_of_two_saves_of_a_field_is_refused(desk, colleague, partner):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")

    response = save(desk, partner, posted, name="General Electric", _why="Full name")

    assert response.status_code == 409
    assert differences(response) == {
        ("Partner: GE Aerospace", "Name"): ("GE", "GE Aerospace", "General Electric")
    }
    assert Partner.objects.get().name == "GE Aerospace"
    assert 'value="General Electric"' in response.text
    assert 'value="Full name"' in response.text


def test_the_page_says_who_changed_it_and_why(desk, colleague, partner):
    posted = form_of(desk, partner)
    theirs = form_of(colleague, partner) | {"name": "GE Aerospace", "_why": "Split up"}
    save(colleague, partner, theirs)

    response = save(desk, partner, posted, name="General Electric")

    assert "Grace Hopper" in response.text
    assert "Split up" in response.text


def test_a_command_is_called_by_its_name(desk, partner):
    posted = form_of(desk, partner)
    with pghistory.context(user="import_tables", why="Full names"):
        Partner.objects.update(name="GE Aerospace")

    response = save(desk, partner, posted, name="General Electric")

    assert "Changed by import_tables" in response.text


def test_a_change_of_a_field_that_the_later_save_left_alone_is_not_undone(
    desk, colleague, partner
):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner), city="Cincinnati")

    response = save(desk, partner, posted, name="General Electric")

    assert response.status_code == 409
    assert set(differences(response)) == {
        ("Partner: GE", "Name"),
        ("Partner: GE", "City"),
    }
    assert Partner.objects.get().city == "Cincinnati"


def test_saving_again_keeps_their_change_of_a_field_that_was_left_alone(
    desk, colleague, partner
):
    posted = form_of(desk, partner)
    theirs = {"city": "Cincinnati", "sector": "academia"}
    save(colleague, partner, form_of(colleague, partner), **theirs)

    response = save(desk, partner, posted, name="General Electric")

    line = differences(response)["Partner: GE", "City"]
    assert line == ("Boston", "Cincinnati", "Cincinnati")
    assert "not changed by you; your form now has their value" in response.text
    assert save(desk, partner, as_posted(response)).status_code == 302
    saved = Partner.objects.get()
    assert (saved.name, saved.city) == ("General Electric", "Cincinnati")
    assert saved.sector == "academia"


def test_an_inline_row_that_was_left_alone_keeps_their_change(desk, colleague, partner):
    membership = MembershipFactory(partner=partner, tier="Gold", role="member")
    posted = form_of(desk, partner)
    theirs = {"tier": "Silver", "role": "founder"}
    save(colleague, membership, form_of(colleague, membership), **theirs)

    response = save(desk, partner, posted, **{"memberships-0-tier": "Platinum"})

    assert save(desk, partner, as_posted(response)).status_code == 302
    membership.refresh_from_db()
    assert (membership.tier, membership.role) == ("Platinum", "founder")


def test_rows_of_a_field_that_was_left_alone_keep_their_change(desk, colleague):
    program = WorkforceProgramFactory()
    ohio, texas = StateFactory(name="Ohio"), StateFactory(name="Texas")
    posted = form_of(desk, program)
    theirs = {"states": [ohio.pk, texas.pk]}
    save(colleague, program, form_of(colleague, program), **theirs)

    response = save(desk, program, posted, name="Renamed")

    assert response.status_code == 409
    assert save(desk, program, as_posted(response)).status_code == 302
    program.refresh_from_db()
    assert program.name == "Renamed"
    assert set(program.states.all()) == {ohio, texas}


def test_a_third_change_meets_the_form_that_took_the_second(desk, colleague, partner):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner), city="Cincinnati")
    response = save(desk, partner, posted, name="General Electric")
    save(colleague, partner, form_of(colleague, partner), city="Dayton")

    response = save(desk, partner, as_posted(response))

    assert response.status_code == 409
    assert save(desk, partner, as_posted(response)).status_code == 302
    saved = Partner.objects.get()
    assert (saved.name, saved.city) == ("General Electric", "Dayton")


def test_the_page_has_the_saved_name(desk, colleague, partner):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")

    response = save(desk, partner, posted, name="General Electric")

    assert "Somebody else changed “GE Aerospace” while" in response.text
    assert str(response.context["original"]) == "GE Aerospace"
    assert response.context["subtitle"] == "GE Aerospace"
    assert response.text.count("General Electric") == 2  # In the table and the form.


def test_saving_again_from_the_page_puts_the_typed_values_in_place(
    desk, colleague, partner
):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")
    response = save(desk, partner, posted, name="General Electric")

    again = save(desk, partner, as_posted(response))

    assert again.status_code == 302
    assert Partner.objects.get().name == "General Electric"


def test_two_who_typed_the_same_do_not_meet_a_refusal(desk, colleague, partner):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner), name="General Electric")

    assert save(desk, partner, posted, name="General Electric").status_code == 302


def test_a_save_that_changed_nothing_refuses_nobody(desk, colleague, partner):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner))

    assert save(desk, partner, posted, name="General Electric").status_code == 302


def test_a_form_that_does_not_say_when_it_was_opened_overwrites_nothing(desk, partner):
    posted = form_of(desk, partner)
    del posted["_opened"]

    response = save(desk, partner, posted, name="General Electric")

    assert response.status_code == 409
    assert differences(response) == {
        ("Partner: GE", "Name"): (None, "GE", "General Electric")
    }


@pytest.mark.parametrize(
    "opened",
    [
        "",
        "{",
        "[]",
        '{"event": "x"}',
        '{"links": 3}',
        '{"event": Infinity}',
        "[" * 9999,
    ],
)
def test_an_unreadable_version_is_a_form_of_unknown_age(desk, partner, opened):
    response = save(desk, partner, form_of(desk, partner), name="No", _opened=opened)

    assert response.status_code == 409


def test_an_error_in_the_form_keeps_the_age_of_the_form(desk, colleague, partner):
    posted = form_of(desk, partner)
    save(colleague, partner, form_of(colleague, partner), city="Cincinnati")
    response = save(desk, partner, posted, name="", city="Cincinnati")
    assert response.status_code == 200

    again = save(desk, partner, as_posted(response), name="GE", city="Boston")

    assert again.status_code == 409


def test_labels_are_shown_in_place_of_codes_and_keys(desk, colleague, partner):
    ohio, texas = StateFactory(name="Ohio"), StateFactory(name="Texas")
    posted = form_of(desk, partner)
    theirs = {"sector": "academia", "state": ohio.pk, "country": "US"}
    save(colleague, partner, form_of(colleague, partner), **theirs)

    response = save(desk, partner, posted, sector="nonprofit", state=texas.pk)

    title = "Partner: GE"
    assert differences(response)[title, "Sector"] == (
        "Industry",
        "Academia",
        "Nonprofit",
    )
    assert differences(response)[title, "State"][1:] == ("Ohio", "Texas")


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


def test_rows_of_a_field_are_compared_as_a_set(desk, colleague):
    program = WorkforceProgramFactory()
    ohio, texas = StateFactory(name="Ohio"), StateFactory(name="Texas")
    posted = form_of(desk, program)
    save(colleague, program, form_of(colleague, program), states=[ohio.pk])

    response = save(desk, program, posted, states=[texas.pk])

    assert response.status_code == 409
    [line] = differences(response).values()
    assert line == ("", "Ohio", "Texas")
    assert "Grace Hopper" in response.text
    assert [state.name for state in program.states.all()] == ["Ohio"]
    assert save(desk, program, as_posted(response)).status_code == 302
    assert [state.name for state in program.states.all()] == ["Texas"]


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
    assert "GE Aerospace" in response.text
    assert 'value="Entered twice"' in response.text
    again = confirm_deletion(desk, partner)
    assert again.status_code == 302
    assert not Partner.objects.exists()


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
    assert "GE Aerospace" in response.text
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


def test_a_form_in_a_popup_is_refused_in_the_popup(desk, colleague, partner):
    posted = form_of(desk, partner) | {"_popup": "1"}
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")

    response = save(desk, partner, posted, name="General Electric")

    assert response.status_code == 409
    assert 'name="_popup" value="1"' in response.text


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
