"""A process that is killed between two statements leaves no import in limbo."""

import os
import signal
from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from mfgusa.backups.databases import close_connections
from mfgusa.proposals import actions, requeue
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.progress import LOCK
from roadmaps.models import Skill
from tests.mfgusa.tables.uploads import upload

State = Proposal.State


class Killer:
    """Kills this process before a statement, or ends it at the lock of a job."""

    def __init__(self, step):
        self.steps_left = step

    def __call__(self, execute, sql, params, many, context):
        self.steps_left -= 1
        if not self.steps_left:
            os.kill(os.getpid(), signal.SIGKILL)
            signal.pause()
        if LOCK in sql:
            os._exit(0)
        return execute(sql, params, many, context)


def is_killed(action, step):
    """Whether another process was killed before a step of the action, or done then."""
    close_connections()
    child = os.fork()
    if not child:
        try:
            with connection.execute_wrapper(Killer(step)):
                action()
            os._exit(0)
        finally:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL)
    return bool(status)


@pytest.fixture(params=[True, False], ids=["in the request", "by a worker"])
def is_immediate(request, monkeypatch):
    """Whether the action does the work itself, or a worker."""
    if not request.param:
        monkeypatch.setattr(actions, "IMMEDIATE_ROWS", 0)
        monkeypatch.setattr(actions, "looks_small", lambda file: False)
    return request.param


@pytest.fixture
def planned(curator, is_immediate):
    """Plans a file of one new skill."""

    def planned():
        number = Proposal.objects.count()
        return upload(
            f"slug,name\ns-{number},Skill {number}\n", "skills.csv", by=curator
        )

    return planned


@pytest.fixture(params=["upload", "commit", "plan again", "undo"])
def prepare(request, curator, planned):
    """Prepares an action; a call of what it returns does the action."""
    if request.param == "upload":
        return lambda: lambda: upload("slug,name\n", "s.csv", by=curator, wait=False)
    action = {
        "commit": actions.commit,
        "plan again": actions.plan_again,
        "undo": actions.revert,
    }[request.param]

    def prepare():
        proposal = planned()
        if action is actions.revert:
            actions.commit(proposal, by=curator, wait=True)
        return lambda: action(proposal, by=curator)

    return prepare


def has_way_out(proposal):
    """Whether a worker will take a proposal, or its page offers to try again."""
    is_queued = DBTaskResult.objects.ready().filter(args_kwargs__args=[proposal.pk])
    return not proposal.is_busy or bool(proposal.started_at) or is_queued.exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_has_a_way_out_whenever_its_process_is_killed(prepare, is_immediate):
    for step in count(1):
        was_killed = is_killed(prepare(), step)
        for proposal in Proposal.objects.all():
            assert has_way_out(proposal), (step, proposal.state)
        if not was_killed:
            break
    assert step > 3
    assert DBTaskResult.objects.exists() != is_immediate


@pytest.mark.django_db(transaction=True)
def test_an_import_that_was_killed_at_its_lock_is_tried_again(
    curator, monkeypatch, planned
):
    monkeypatch.setattr(actions, "LOCK_GRACE", timedelta(0))
    proposal = planned()
    is_killed(lambda: actions.commit(proposal, by=curator, wait=True), step=1000)
    proposal.refresh_from_db()

    assert (proposal.state, actions.is_interrupted(proposal)) == ("committing", True)
    actions.commit(proposal, by=curator, wait=True)
    assert proposal.state == State.COMMITTED
    assert Skill.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.WAITING, State.COMMITTING])
def test_an_import_whose_job_is_lost_is_interrupted(curator, planned, state):
    proposal = planned()
    Proposal.objects.update(state=state, started_at=None)
    DBTaskResult.objects.all().delete()
    proposal.refresh_from_db()

    assert requeue.requeue_dead_jobs() == 0
    assert actions.is_interrupted(proposal)
    again = actions.plan_again(proposal, by=curator)
    assert not actions.is_interrupted(again)
    assert again.state in (State.PLANNED, State.WAITING)
