import pytest
from django.core.exceptions import ValidationError

from roadmaps.models import Roadmap, RoadmapItem
from tests.factories import RoadmapFactory, RoadmapItemFactory, SkillFactory

pytestmark = pytest.mark.django_db


def test_items_are_known_by_their_roadmap_and_number():
    item = RoadmapItemFactory(roadmap__key="lift-2030", order=3)
    RoadmapItemFactory(order=3)

    assert RoadmapItem.objects.get_by_natural_key("lift-2030", 3) == item
    assert item.natural_key() == ("lift-2030", 3)


def test_items_read_in_the_order_of_their_roadmap():
    roadmap = RoadmapFactory()
    for order in (10, 2, 1):
        RoadmapItemFactory(roadmap=roadmap, order=order)

    assert [item.order for item in roadmap.items.all()] == [1, 2, 10]


def test_an_item_asks_for_skills():
    item, welding = RoadmapItemFactory(), SkillFactory()

    item.skills.add(welding)

    assert list(welding.roadmap_items.all()) == [item]


def test_a_form_says_that_levels_are_out_of_order():
    item = RoadmapItemFactory()
    item.trl_start, item.trl_end = 7, 4

    with pytest.raises(
        ValidationError, match="go from 1 to 9, and “from” is not above"
    ):
        item.full_clean()


def test_a_roadmap_is_known_by_its_key():
    roadmap = RoadmapFactory(key="lift-2030", title="Lighter by 2030")

    assert Roadmap.objects.get_by_natural_key(*roadmap.natural_key()) == roadmap
    assert str(roadmap) == "Lighter by 2030"
