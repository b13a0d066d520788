import pytest

from institutes.models import WorkforceProgram
from tests.factories import StateFactory, WorkforceProgramFactory

pytestmark = pytest.mark.django_db


def test_a_program_runs_in_several_states():
    ohio, texas = StateFactory(code="OH"), StateFactory(code="TX")
    program = WorkforceProgramFactory()

    program.states.set([ohio, texas])

    assert list(program.states.all()) == [ohio, texas]
    assert list(texas.workforce_programs.all()) == [program]


def test_a_program_is_known_by_its_key():
    program = WorkforceProgramFactory(key="camp", name="Summer camp")

    assert (
        WorkforceProgram.objects.get_by_natural_key(*program.natural_key()) == program
    )
    assert str(program) == "Summer camp"
