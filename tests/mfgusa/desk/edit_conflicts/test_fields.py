"""The later save of a field is refused, and shows what both did to it."""

import pghistory
import pytest

from institutes.models import Partner
from tests.factories import StateFactory, WorkforceProgramFactory
from tests.mfgusa.desk.edit_conflicts.forms import differences, form_of, save
from tests.mfgusa.desk.rows import as_posted

pytestmark = pytest.mark.django_db


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


def test_a_form_in_a_popup_is_refused_in_the_popup(desk, colleague, partner):
    posted = form_of(desk, partner) | {"_popup": "1"}
    save(colleague, partner, form_of(colleague, partner), name="GE Aerospace")

    response = save(desk, partner, posted, name="General Electric")

    assert response.status_code == 409
    assert 'name="_popup" value="1"' in response.text
