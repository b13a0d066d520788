import pytest
from django.core.exceptions import ValidationError

from pillars.models import Pillar
from tests.factories import PillarFactory

pytestmark = pytest.mark.django_db


def test_there_are_ten_pillars_in_their_order():
    PillarFactory.create_batch(12)

    assert [pillar.number for pillar in Pillar.objects.all()] == list(range(1, 11))


def test_a_form_says_how_pillars_are_numbered():
    with pytest.raises(ValidationError) as refusal:
        PillarFactory.build(number=11).validate_constraints()

    assert refusal.value.messages == ["The pillars are numbered from 1 to 10."]


def test_a_pillar_is_known_by_its_number():
    pillar = PillarFactory(number=6, title="Workforce")

    assert Pillar.objects.get_by_natural_key(*pillar.natural_key()) == pillar
    assert str(pillar) == "6. Workforce"
