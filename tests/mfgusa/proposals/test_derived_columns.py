"""A derived column is no part of an import, and in the way of none."""

import pytest

from institutes.models import Membership
from mfgusa.proposals.models import Proposal
from mfgusa.provenance.models import Source
from tests.factories import InstituteFactory, PartnerFactory, SourceFactory
from tests.mfgusa.tables.uploads import table_contents

pytestmark = pytest.mark.django_db
HEADER = "institute,partner,role,tier,since,source"
TEXT = f"{HEADER}\nlift,acme,member,,,report\n"


@pytest.fixture(autouse=True)
def lift():
    SourceFactory(key="report", published="2016")
    return InstituteFactory(key="lift"), PartnerFactory(key="acme")


def date():
    return Membership.objects.values_list("dated", flat=True).get()


def test_an_import_writes_it_and_its_undo_does(bring_in, undo):
    bring_in(memberships=TEXT)
    assert date() == "2016"
    before = table_contents()

    change = bring_in(sources="key,published\nreport,2017\n")
    assert date() == "2017"

    assert undo(change).state == Proposal.State.COMMITTED
    assert date() == "2016"
    assert table_contents() == before


def test_sources_and_what_cites_them_come_in_one_file(bring_in):
    bring_in(
        sources="key,title,published\nnew,New,2014\nreport,Report,2015\n",
        memberships=f"{TEXT}lift,acme,founder,,2011,new\nlift,acme,sponsor,,,new\n",
    )

    assert sorted(Membership.objects.values_list("role", "dated")) == [
        ("founder", "2011"),
        ("member", "2015"),
        ("sponsor", "2014"),
    ]


def test_it_is_no_conflict_with_what_was_planned(plan_of, bring_in, commit, undo):
    created = bring_in(memberships=TEXT)
    plan = plan_of(memberships=f"{HEADER},until\nlift,acme,member,,,report,2020\n")
    Source.objects.update(published="2017")

    assert commit(plan).state == Proposal.State.COMMITTED
    assert undo(plan).state == Proposal.State.COMMITTED
    Source.objects.update(published="2018")
    assert undo(created).state == Proposal.State.COMMITTED
    assert not Membership.objects.exists()
    assert "dated" not in created.version_columns["memberships"]
