import pytest

from roadmaps.models import Skill
from tests.factories import SkillFactory

pytestmark = pytest.mark.django_db


def test_a_skill_is_known_by_its_slug():
    skill = SkillFactory(slug="welding", name="Welding")

    assert Skill.objects.get_by_natural_key(*skill.natural_key()) == skill
    assert str(skill) == "Welding"


def test_skills_read_in_the_order_of_their_names():
    for name in ("welding", "CAD", "Bioprocessing"):
        SkillFactory(name=name)

    names = list(Skill.objects.values_list("name", flat=True))

    assert names == ["Bioprocessing", "CAD", "welding"]
