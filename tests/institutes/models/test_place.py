import pytest
from django.db.models import ProtectedError

from institutes.models import State
from tests.factories import InstituteFactory, SiteFactory, StateFactory

pytestmark = pytest.mark.django_db


def test_two_institutes_may_have_sites_of_one_name():
    one, other = SiteFactory.create_batch(2, name="Pilot line")

    assert (str(one), one.institute) != (str(other), other.institute)


def test_a_state_with_institutes_stays():
    ohio = StateFactory(code="OH")
    InstituteFactory(state=ohio)

    with pytest.raises(ProtectedError):
        ohio.delete()


def test_a_state_is_known_by_its_code():
    ohio = StateFactory(code="OH")

    assert State.objects.get_by_natural_key(*ohio.natural_key()) == ohio
    assert str(ohio) == "Ohio"
