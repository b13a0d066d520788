import pytest
from django.contrib.auth.models import Permission, User

from institutes.models import Institute
from tests.factories import (
    FocusAreaFactory,
    InstituteFactory,
    InstituteFocusAreaFactory,
    SourceFactory,
)
from tests.mfgusa.desk.rows import address, as_posted


@pytest.fixture
def institute(db):
    """Robotics is its primary focus area; sensing is another."""
    robotics = FocusAreaFactory(name="Robotics")
    institute = InstituteFactory(name="ARM", primary_focus=robotics)
    InstituteFocusAreaFactory(institute=institute, focus_area__name="Sensing")
    return institute


@pytest.fixture
def posted(desk, institute):
    return as_posted(desk.get(address(Institute, "change", institute.pk)))


def save(desk, institute, posted):
    return desk.post(address(Institute, "change", institute.pk), posted)


def primary_of(institute):
    return institute.focus_links.get(primary=True).focus_area.name


@pytest.mark.parametrize(("marks", "count"), [((), 0), ((0, 1), 2)])
def test_other_than_one_primary_focus_area_is_refused_in_words(
    desk, institute, posted, marks, count
):
    del posted["focus_links-0-primary"]
    posted |= {f"focus_links-{mark}-primary": "on" for mark in marks}
    posted["name"] = "Advanced Robotics"

    response = save(desk, institute, posted)

    institute.refresh_from_db()
    assert f"exactly one primary focus area; {count} are marked" in response.text
    assert (institute.name, primary_of(institute)) == ("ARM", "Robotics")


def test_the_primary_focus_area_moves_from_one_to_another(desk, institute, posted):
    del posted["focus_links-0-primary"]
    posted["focus_links-1-primary"] = "on"

    response = save(desk, institute, posted)

    assert response.status_code == 302
    assert primary_of(institute) == "Sensing"


def test_a_focus_area_that_is_not_primary_can_go(desk, institute, posted):
    posted["focus_links-1-DELETE"] = "on"

    save(desk, institute, posted)

    assert [link.focus_area.name for link in institute.focus_links.all()] == [
        "Robotics"
    ]


def test_the_primary_focus_area_cannot_go_alone(desk, institute, posted):
    posted["focus_links-0-DELETE"] = "on"

    response = save(desk, institute, posted)

    assert "0 are marked here" in response.text
    assert institute.focus_links.count() == 2


def test_a_new_institute_is_saved_with_its_focus_area(desk):
    posted = as_posted(desk.get(address(Institute, "add"))) | {
        "key": "arm",
        "acronym": "ARM",
        "name": "Advanced Robotics for Manufacturing",
        "status": "active",
        "source": SourceFactory().pk,
        "focus_links-0-focus_area": FocusAreaFactory(name="Robotics").pk,
        "focus_links-0-primary": "on",
    }

    desk.post(address(Institute, "add"), posted)

    assert primary_of(Institute.objects.get(key="arm")) == "Robotics"


def test_who_may_not_change_focus_areas_can_still_change_the_rest(
    sign_in, institute, posted
):
    asked = ("-primary", "-focus_area")  # Shown as text to this editor.
    sent = {name: posted[name] for name in posted if not name.endswith(asked)}
    editor = sign_in(Institute, "change")
    right = Permission.objects.get(codename="view_institutefocusarea")
    User.objects.get(username="bo").user_permissions.add(right)

    response = save(editor, institute, sent | {"name": "Advanced Robotics"})

    institute.refresh_from_db()
    assert response.status_code == 302, response.context["errors"]
    assert institute.name == "Advanced Robotics"
