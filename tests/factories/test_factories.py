import pytest
from django.db import connection

from tests.factories import (
    ChallengeLinkFactory,
    InstituteFactory,
    ProjectFactory,
    StateFactory,
)
from tests.factories.every import FACTORIES, MODELS
from tests.factories.place import STATES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", FACTORIES.values(), ids=lambda f: f.__name__)
def test_every_factory_makes_valid_rows(factory):
    for row in factory.create_batch(3):
        row.full_clean()

    connection.check_constraints()


@pytest.mark.parametrize("factory", FACTORIES.values(), ids=lambda f: f.__name__)
def test_every_factory_builds_without_saving(factory):
    assert factory.build().pk is None


def test_every_table_has_a_factory():
    assert set(FACTORIES) == {m for m in MODELS if not m._meta.auto_created}


def test_an_institute_begins_with_the_primary_area_one_names():
    institute = InstituteFactory(primary_focus__name="Robotics")

    link = institute.focus_links.get()
    assert (link.focus_area.name, link.primary) == ("Robotics", True)


def test_a_challenge_link_takes_the_subject_one_names():
    link = ChallengeLinkFactory(project=ProjectFactory())

    assert (link.subject_type, link.institute) == ("project", None)


def test_a_state_is_what_its_code_says_and_made_once():
    ohio = StateFactory(code="OH")

    assert (ohio.name, ohio.fips, ohio.region) == ("Ohio", "39", "midwest")
    assert StateFactory(code="OH") == ohio
    assert len(STATES) == 56
