import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import ProtectedError

from institutes.models import Site, State
from tests.factories import InstituteFactory, SiteFactory, StateFactory
from tests.mfgusa.desk.conftest import curator, desk  # noqa: F401
from tests.mfgusa.desk.plans import upload

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


ALIKE = [
    ("Pilot Line 2", "Pilot line, 2"),
    ("Café — Lab", "cafe lab"),
    ("A_b-", "a_b"),
    ("ﬁber (ß) Ω", "fiber"),
]
APART = [("Pilot line 2", "Pilot line 3"), ("工場", "研究所"), ("A b", "A_b")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_sites_of_one_institute_never_share_an_address(one, other):
    first = SiteFactory(name=one)
    twin = Site(institute=first.institute, name=other, kind="satellite")
    twin.source = first.source

    with pytest.raises(ValidationError, match=f"“{re.escape(one)}” of this"):
        twin.clean()
    twin.save()
    with pytest.raises(IntegrityError, match="would have the same address"):
        connection.check_constraints()


@pytest.mark.parametrize(("one", "other"), APART)
def test_sites_whose_names_differ_have_pages_of_their_own(client, one, other):
    first = SiteFactory(name=one)
    second = SiteFactory(name=other, institute=first.institute)
    second.clean()
    connection.check_constraints()

    for site in (first, second):
        assert site.name in client.get(site.get_absolute_url()).text


def test_an_import_says_which_sites_would_share_an_address(desk):  # noqa: F811
    site = SiteFactory(name="Pilot line")
    row = f"{site.institute.key},Pilot-Line,satellite,{site.source.key}"
    file = f"institute,name,kind,source\n{row}\n".encode()

    page = upload(desk, file, name="sites.csv", model=Site)

    assert "“Pilot-Line” and “Pilot line”" in page.text
