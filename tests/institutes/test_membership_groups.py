"""What the page of an institute tells of its ties, whichever way its rows are read."""

from collections import Counter

import pytest

from institutes import membership_groups
from institutes.models import Membership, Partner
from institutes.related_institutes import related_institutes
from mfgusa.catalogue.facet_index import pages
from tests.factories import InstituteFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def institutes():
    """Institutes that share some partners, of which a few are tied twice."""
    here, *others = InstituteFactory.create_batch(5)
    for place, partner in enumerate(PartnerFactory.create_batch(9)):
        MembershipFactory(partner=partner, institute=here, role="founder")
        for one in others[place % 3 : place % 4]:
            MembershipFactory(partner=partner, institute=one)
            MembershipFactory(partner=partner, institute=one, role="sponsor")
    MembershipFactory()
    return here, others


def test_neighbors_share_as_many_partners_as_they_say(institutes):
    here, others = institutes
    ours = set(here.memberships.values_list("partner", flat=True))
    shared = {
        one: len(ours & set(one.memberships.values_list("partner", flat=True)))
        for one in others
    }

    told = [(row.institute, row.shared_count) for row in related_institutes(here)]

    assert dict(told) == {one: count for one, count in shared.items() if count}
    assert told == sorted(told, key=lambda pair: (-pair[1], pair[0].acronym))


def test_an_institute_without_ties_has_no_neighbors_and_no_roles(institutes):
    nobody = InstituteFactory()

    assert (
        related_institutes(nobody),
        membership_groups.membership_groups(nobody),
    ) == ([], [])


@pytest.mark.parametrize("listed", [2000, 0], ids=["by keys", "along the order"])
def test_a_role_of_many_shows_the_first_and_leads_to_all(
    institutes, client, monkeypatch, listed
):
    monkeypatch.setattr(pages, "MAX_LISTED", listed)
    monkeypatch.setattr(membership_groups, "MAX_MEMBERSHIPS", 4)
    monkeypatch.setattr(membership_groups, "FIRST_PARTNERS", 3)
    here, _others = institutes
    second = Partner.objects.filter(memberships__institute=here)[1]
    MembershipFactory(partner=second, institute=here, role="founder", tier="Gold")
    MembershipFactory.create_batch(4, institute=here)

    founders, members = membership_groups.membership_groups(here)

    first = here.memberships.filter(role="founder").order_by("partner__name")[:4]
    assert (founders.total, founders.is_cut) == (10, True)
    assert {*founders.memberships} == {*first}
    assert Counter(tie.partner for tie in founders.memberships)[second] == 2
    assert (members.total, members.is_cut, len(members.memberships)) == (4, False, 4)

    page = client.get(here.get_absolute_url())
    (panel,) = [one for one in page.context["panels"] if one.slug == "partners"]
    assert panel.count == here.memberships.count() == 14
    body = page.content.decode()
    assert body.count("These are the first by name.") == 1
    assert founders.url.replace("&", "&amp;") in body
    listed = client.get(founders.url).context
    tied = Membership.objects.filter(institute=here, role="founder")
    assert listed["count"] == tied.values("partner").distinct().count() == 9
