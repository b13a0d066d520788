"""Items go on from version to version of one roadmap, and only there."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import RoadmapFactory, RoadmapItemFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def versions():
    return [RoadmapFactory(series="ipsr", published=year) for year in ("2017", "2020")]


def test_an_item_continues_one_of_another_version(versions):
    first, second = versions
    old = RoadmapItemFactory(roadmap=first)

    new = RoadmapItemFactory(roadmap=second, continues=old)

    assert list(old.continued_by.all()) == [new]


@pytest.mark.parametrize("elsewhere", ["", "amsc"])
def test_an_item_cannot_continue_one_of_another_roadmap(versions, elsewhere):
    item = RoadmapItemFactory(roadmap=versions[0])
    stranger = RoadmapItemFactory(roadmap=RoadmapFactory(series=elsewhere))

    with pytest.raises(IntegrityError, match="only an item of another version"):
        type(item).objects.filter(pk=item.pk).update(continues=stranger)


def test_an_item_cannot_continue_one_beside_it(versions):
    item, beside = RoadmapItemFactory.create_batch(2, roadmap=versions[0])

    with pytest.raises(IntegrityError, match="only an item of another version"):
        type(item).objects.filter(pk=item.pk).update(continues=beside)


def test_a_continued_roadmap_stays_in_its_series(versions):
    first, second = versions
    old = RoadmapItemFactory(roadmap=first)
    RoadmapItemFactory(roadmap=second, continues=old)

    with pytest.raises(IntegrityError, match="in its series"), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(series="")
