import pytest
from django.core.exceptions import ValidationError

from institutes.models import Partner
from tests.factories import MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def test_a_membership_says_who_is_what_where():
    membership = MembershipFactory(partner__name="Alcoa", institute__acronym="LIFT")

    assert str(membership) == "Alcoa (Member, LIFT)"


def test_a_form_says_that_a_membership_ends_before_it_starts():
    membership = MembershipFactory()
    membership.since, membership.until = "2014-02", "2013"

    with pytest.raises(ValidationError) as refusal:
        membership.full_clean()

    assert refusal.value.messages == ["A membership cannot end before it starts."]


def test_a_partner_may_come_back_to_an_institute():
    first = MembershipFactory(since="2014", until="2016")

    MembershipFactory(institute=first.institute, partner=first.partner, since="2020")

    assert first.partner.memberships.count() == 2


def test_partners_read_in_the_order_of_their_names():
    for name in ("Ørsted", "alcoa", "3M", "Émile & Co"):
        PartnerFactory(name=name)

    names = list(Partner.objects.values_list("name", flat=True))

    assert names == ["3M", "alcoa", "Émile & Co", "Ørsted"]


def test_a_partner_is_known_by_its_key():
    partner = PartnerFactory(key="alcoa")

    assert Partner.objects.get_by_natural_key(*partner.natural_key()) == partner
