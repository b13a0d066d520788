"""Import takes the rights of the table: to add, to change and, to remove, to delete."""

from contextlib import nullcontext

import pytest
from django.contrib.auth.models import User

from institutes.models import Partner
from mfgusa.proposals import actions, jobs, permissions, tasks
from mfgusa.proposals.models import Proposal
from tests.factories import PartnerFactory, SourceFactory
from tests.mfgusa.tables.uploads import pack_tables, proposal_problems, upload

pytestmark = pytest.mark.django_db
State = Proposal.State
EDIT = b"key,name\nacme,Acme Inc.\n"
ADD = b"key,name,source\nnew,New,report\n"
WRITER = ("add partner", "change partner")


@pytest.fixture(autouse=True)
def acme(db):
    return PartnerFactory(key="acme", name="Acme", source=SourceFactory(key="report"))


@pytest.fixture
def bo(somebody):
    """Somebody who may add and change partners."""
    return somebody(*WRITER)


def take(by, content=EDIT, table="partners", **wishes):
    return upload(content, "partners.csv", table=table, by=by, **wishes)


def anew(person):
    """The person as a new request knows them: rights are remembered once asked for."""
    return User.objects.get(pk=person.pk)


def may(allowed):
    return nullcontext() if allowed else pytest.raises(permissions.NotAllowed)


@pytest.mark.parametrize(
    ("rights", "allowed"),
    [
        ((), False),
        (("view partner",), False),
        (("view partner", "add partner"), False),
        (("view partner", "change partner"), False),
        (("add source", "change source", "add partner"), False),
        (WRITER, True),
    ],
)
def test_an_upload_needs_the_rights_to_add_and_to_change(somebody, rights, allowed):
    with may(allowed):
        take(somebody(*rights))

    assert Proposal.objects.exists() is allowed


@pytest.mark.parametrize("allowed", [False, True])
def test_removing_what_is_missing_needs_the_right_to_delete(somebody, allowed):
    person = somebody(*WRITER, *(["delete partner"] if allowed else []))

    with may(allowed):
        take(person, remove_missing=True)

    assert Proposal.objects.exists() is allowed


def test_what_is_missing_is_said(somebody):
    with pytest.raises(
        permissions.NotAllowed, match=r"do not have: change partners\.$"
    ):
        take(somebody("add partner"))


@pytest.mark.parametrize("rights", [WRITER, (*WRITER, "add source", "change source")])
def test_a_package_needs_the_rights_of_each_of_its_tables(somebody, rights):
    files = pack_tables(partners=EDIT, sources="key,title\nreport,Other\n")

    proposal = upload(files, "all.zip", by=somebody(*rights))

    if rights == WRITER:
        assert proposal.state == State.REFUSED
        assert "add sources, change sources" in proposal_problems(proposal)[0]
        assert (proposal.parts.count(), proposal.rows.count()) == (0, 0)
    else:
        assert proposal.state == State.PLANNED


def test_an_inactive_user_may_do_nothing(bo, curator):
    proposal = take(bo)
    for person in (bo, curator):
        person.is_active = False
        person.save()

        for act in (take, lambda by: actions.commit(proposal, by=by)):
            with pytest.raises(permissions.NotAllowed):
                act(anew(person))

    assert Partner.objects.get().name == "Acme"


@pytest.mark.parametrize(
    ("rights", "content", "allowed"),
    [
        (("view partner",), EDIT, False),
        (("add partner",), EDIT, False),
        (("change partner",), EDIT, True),
        (("change partner",), ADD, False),
        (("add partner",), ADD, True),
    ],
)
def test_a_commit_needs_the_rights_of_what_the_plan_does(
    somebody, curator, rights, content, allowed
):
    proposal = take(curator, content)

    with may(allowed):
        actions.commit(proposal, by=somebody(*rights))

    proposal.refresh_from_db()
    assert (proposal.state == State.COMMITTED) is allowed


def test_a_commit_that_removes_needs_the_right_to_delete(curator, bo, somebody):
    proposal = take(curator, ADD, remove_missing=True)

    with pytest.raises(permissions.NotAllowed, match="delete partners"):
        actions.commit(proposal, by=bo)
    done = actions.commit(proposal, by=somebody(*WRITER, "delete partner", name="cy"))

    assert done.state == State.COMMITTED


def test_rights_that_a_worker_finds_lost_refuse_the_commit(bo):
    proposal = take(bo)
    Proposal.objects.filter(pk=proposal.pk).update(
        state=State.COMMITTING, committed_by=bo, committed_by_name="bo"
    )
    bo.user_permissions.clear()

    jobs.run_commit(proposal)

    assert proposal.state == State.STALE
    assert proposal_problems(proposal) == ["bo may not change partners."]
    assert Partner.objects.get().name == "Acme"


@pytest.mark.parametrize("lost", ["active", "account"])
def test_who_is_no_longer_there_commits_nothing(bo, lost):
    proposal = take(bo)
    Proposal.objects.filter(pk=proposal.pk).update(
        state=State.COMMITTING, committed_by=bo, committed_by_name="bo"
    )
    if lost == "account":
        bo.delete()
    else:
        User.objects.filter(pk=bo.pk).update(is_active=False)

    tasks.commit_proposal.call(proposal.pk)

    proposal.refresh_from_db()
    assert proposal.state == State.STALE
    assert Partner.objects.get().name == "Acme"


def test_rights_that_a_worker_finds_lost_refuse_the_plan(bo, monkeypatch):
    monkeypatch.setattr(actions, "_finish", lambda proposal, *_, **__: proposal)
    proposal = take(bo)
    bo.user_permissions.clear()

    jobs.run_plan(proposal)

    assert proposal.state == State.REFUSED
    assert "add partners, change partners" in proposal_problems(proposal)[0]


def test_planning_again_needs_the_rights_too(curator, somebody):
    proposal = take(curator)

    with pytest.raises(permissions.NotAllowed):
        actions.plan_again(proposal, by=somebody("add partner"))


def test_one_plans_again_what_somebody_uploaded_who_has_left(bo, curator):
    proposal = take(bo)
    User.objects.filter(pk=bo.pk).update(is_active=False)

    again = actions.plan_again(proposal, by=curator)

    assert (again.state, again.changes) == (State.PLANNED, 1)


@pytest.mark.parametrize("rights", [(), ("view partner",), ("change partner",)])
def test_an_undo_needs_the_rights_to_add_and_to_change(curator, somebody, rights):
    proposal = actions.commit(take(curator), by=curator)

    with pytest.raises(permissions.NotAllowed):
        actions.revert(proposal, by=somebody(*rights))

    assert not proposal.reverted_by.exists()


def test_an_undo_that_removes_needs_the_right_to_delete(curator, bo):
    proposal = actions.commit(take(curator, ADD), by=curator)
    undo = actions.revert(proposal, by=bo)

    assert permissions.missing_permissions(bo, undo) == ["delete partners"]
    with pytest.raises(permissions.NotAllowed, match="delete partners"):
        actions.commit(undo, by=bo)
