"""Long work is done by a worker, seen from outside, and taken up again if it dies."""

import signal
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from mfgusa.proposals import actions, jobs, requeue
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.models.proposal import UploadPartQuerySet
from mfgusa.proposals.plan.store import PlanStore
from mfgusa.proposals.progress import proposal_lock
from mfgusa.temporary_folder import PREFIX
from roadmaps.models import Skill
from tests.mfgusa.tables.uploads import (
    actions_by_key,
    error_lines,
    pack_tables,
    proposal_problems,
    table_contents,
)

pytestmark = pytest.mark.django_db
State = Proposal.State
LONG = 2_500


def skills(count, name="Skill"):
    lines = "".join(f"s-{n},{name} {n}\n" for n in range(count))
    return f"slug,name\n{lines}"


@pytest.fixture
def send(curator):
    """Uploads as the page does: who uploads a long file does not wait."""

    def send(content, name="skills.csv", **wishes):
        content = content.encode() if isinstance(content, str) else content
        return actions.upload(SimpleUploadedFile(name, content), by=curator, **wishes)

    return send


@pytest.fixture
def work(db, monkeypatch):
    """Does what waits for a worker, as the worker does; nothing may fail."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    handlers = {number: signal.getsignal(number) for number in signals}

    def work():
        call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
        assert not DBTaskResult.objects.failed().exists()

    yield work
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def dead():
    """Leaves a proposal as a worker does that dies in the middle of its work."""

    def dead(proposal, state):
        long_ago = timezone.now() - timedelta(minutes=1)
        Proposal.objects.filter(pk=proposal.pk).update(state=state, started_at=long_ago)
        proposal.refresh_from_db()
        return proposal

    return dead


# Now or later


@pytest.mark.parametrize(("count", "state"), [(1_900, "planned"), (LONG, "waiting")])
def test_a_short_file_is_planned_at_once_and_a_long_one_by_a_worker(send, count, state):
    assert send(skills(count)).state == state


@pytest.fixture
def assembled(monkeypatch):
    """The files that were assembled from their parts."""
    paths, write_to = [], UploadPartQuerySet.write_to

    def write(parts, path):
        paths.append(path)
        write_to(parts, path)

    monkeypatch.setattr(UploadPartQuerySet, "write_to", write)
    return paths


@pytest.mark.parametrize("count", [3, LONG])
def test_an_upload_is_assembled_once_from_upload_to_plan(send, work, assembled, count):
    proposal = send(skills(count))
    assert len(assembled) == (count < LONG)

    work()
    proposal.refresh_from_db()
    assert (proposal.state, len(assembled)) == (State.PLANNED, 1)


@pytest.mark.parametrize("count", [3, LONG])
def test_a_file_that_is_planned_again_is_assembled_once(
    send, work, assembled, curator, count
):
    proposal = send(skills(count))
    work()
    assembled.clear()

    proposal = actions.plan_again(proposal, by=curator)
    assert len(assembled) == (count < LONG)

    work()
    proposal.refresh_from_db()
    assert (proposal.state, len(assembled)) == (State.PLANNED, 1)


def test_a_worker_plans_and_commits_a_long_file(send, work, curator):
    proposal = send(skills(LONG))
    assert (proposal.is_busy, proposal.rows.count()) == (True, 0)

    work()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.changes) == (State.PLANNED, LONG)
    assert not Skill.objects.exists()

    assert actions.commit(proposal, by=curator).state == State.COMMITTING
    assert not Skill.objects.exists()

    work()
    proposal.refresh_from_db()
    assert proposal.state == State.COMMITTED
    assert (proposal.done, proposal.total) == (LONG, LONG)
    assert Skill.objects.count() == LONG


def test_a_worker_undoes_a_long_import(send, work, curator):
    proposal = send(skills(LONG))
    work()
    actions.commit(proposal, by=curator)
    work()

    undo = actions.revert(Proposal.objects.get(), by=curator)
    assert undo.state == State.WAITING
    work()
    actions.commit(undo, by=curator)
    work()

    undo.refresh_from_db()
    assert undo.state == State.COMMITTED
    assert not Skill.objects.exists()


def test_a_long_zip_waits_for_a_worker(send, work):
    proposal = send(pack_tables(skills=skills(200_000)), "all.zip")
    assert proposal.state == State.WAITING

    Proposal.objects.update(state=State.REFUSED)  # Nobody wants it any more.
    work()

    assert Proposal.objects.get().rows.count() == 0


def test_a_worker_says_what_it_cannot_read(send, work):
    proposal = send(f'{skills(LONG)}"open', "skills.csv")

    work()

    proposal.refresh_from_db()
    assert proposal.state == State.REFUSED
    assert "quotation mark" in proposal_problems(proposal)[0]
    assert proposal.parts.count() == 0


def test_a_worker_refuses_what_has_changed_since(send, work, curator):
    Skill.objects.create(slug="s-7", name="Seven")
    proposal = send(skills(LONG))
    work()
    proposal.refresh_from_db()
    actions.commit(proposal, by=curator)
    Skill.objects.update(name="7")

    work()

    proposal.refresh_from_db()
    assert proposal.state == State.STALE
    assert proposal_problems(proposal) == [
        "“s-7” has been changed since this was planned."
    ]


def test_a_wish_to_commit_twice_is_done_once(send, work, curator):
    proposal = send(skills(LONG))
    work()
    proposal.refresh_from_db()

    for _click in range(2):
        actions.commit(proposal, by=curator)

    assert DBTaskResult.objects.ready().count() == 1


def test_who_waits_has_it_done_at_once(send, commit):
    proposal = send(skills(LONG), wait=True)

    assert commit(proposal).state == State.COMMITTED


# What others see meanwhile


def look(proposal, found, stop):
    """Notes what a proposal says, again and again, on a connection of its own."""
    while not stop.wait(0.002):
        found.append(
            Proposal.objects.values_list("state", "done", "total").get(pk=proposal)
        )
    connection.close()


@pytest.fixture
def watched():
    """Runs work on a proposal; gives what others saw of it meanwhile."""

    def watched(proposal, do):
        found, stop = [], Event()
        other = Thread(target=look, args=(proposal.pk, found, stop))
        other.start()
        try:
            do(proposal)
        finally:
            stop.set()
            other.join()
        return found

    return watched


@pytest.mark.django_db(transaction=True)
def test_progress_moves_while_a_job_is_at_work(send, watched, curator):
    count = 12_000
    proposal = send(skills(count))

    seen = watched(proposal, jobs.run_plan)

    assert {done for state, done, _ in seen if state == "planning"} >= {0, 5000, 10_000}
    assert {total for _, done, total in seen if done} == {count}

    proposal.refresh_from_db()
    actions.commit(proposal, by=curator)
    seen = watched(proposal, jobs.run_commit)

    assert {done for state, done, _ in seen if state == "committing"} >= {5000, 10_000}
    assert proposal.state == State.COMMITTED


@pytest.mark.django_db(transaction=True)
def test_nothing_is_seen_of_a_plan_or_a_commit_before_it_is_whole(
    send, watched, curator
):
    proposal, counts = send(skills(LONG)), []

    def plan(proposal):
        jobs.run_plan(proposal)
        actions.commit(proposal, by=curator, wait=True)

    stop = Event()
    other = Thread(target=count_rows, args=(proposal.pk, counts, stop))
    other.start()
    plan(proposal)
    stop.set()
    other.join()

    assert {rows for rows, _ in counts} <= {0, LONG}
    assert {written for _, written in counts} <= {0, LONG}


def count_rows(proposal, counts, stop):
    while not stop.wait(0.002):
        rows = Proposal.objects.get(pk=proposal).rows.count()
        counts.append((rows, Skill.objects.count()))
    connection.close()


# A worker that dies


@pytest.mark.parametrize("state", ["planning", "committing"])
def test_a_worker_that_died_is_recognised(send, dead, state):
    assert actions.is_interrupted(dead(send(skills(2)), state))


@pytest.mark.parametrize("state", ["waiting", "planned", "stale", "refused"])
def test_a_proposal_that_nobody_works_on_is_not_interrupted(send, dead, state):
    assert not actions.is_interrupted(dead(send(skills(2)), state))


def test_a_job_that_has_just_begun_is_not_interrupted(send):
    proposal = send(skills(2))
    proposal.state, proposal.started_at = State.PLANNING, timezone.now()

    assert not actions.is_interrupted(proposal)


def test_a_job_that_waits_for_a_worker_is_not_interrupted(send, curator, work):
    proposal = send(skills(LONG))
    work()
    proposal.refresh_from_db()

    proposal = actions.commit(proposal, by=curator)

    assert not actions.is_interrupted(proposal)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", [State.PLANNING, State.COMMITTING])
def test_a_proposal_that_a_worker_has_in_hand_is_left_to_it(send, dead, curator, state):
    proposal = dead(send(skills(2)), state)
    ready, done = Event(), Event()
    worker = Thread(target=hold, args=(proposal, ready, done))
    worker.start()
    ready.wait(timeout=10)
    try:
        assert not actions.is_interrupted(proposal)
        assert actions.commit(proposal, by=curator).state == state
        assert actions.plan_again(proposal, by=curator).state == state
        jobs.run_commit(proposal)
    finally:
        done.set()
        worker.join()
    assert not Skill.objects.exists()
    assert actions.is_interrupted(dead(proposal, state))


def hold(proposal, ready, done):
    with proposal_lock(proposal):
        ready.set()
        done.wait(timeout=20)
    connection.close()


def test_a_plan_that_was_interrupted_is_made_again(send, dead, curator):
    proposal = dead(send(skills(3)), State.PLANNING)

    again = actions.plan_again(proposal, by=curator)

    assert (again.state, again.rows.count()) == (State.PLANNED, 3)


def test_a_commit_that_was_interrupted_is_done_again(send, dead, curator):
    proposal = dead(send(skills(3)), State.COMMITTING)

    assert actions.commit(proposal, by=curator).state == State.COMMITTED
    assert Skill.objects.count() == 3


def test_a_commit_that_was_interrupted_may_be_planned_again(send, dead, curator):
    proposal = dead(send(skills(3)), State.COMMITTING)
    Skill.objects.create(slug="s-1", name="One")

    again = actions.plan_again(proposal, by=curator)

    assert actions_by_key(again) == {"s-0": "create", "s-1": "update", "s-2": "create"}


def test_what_fails_in_a_worker_leaves_nothing_and_can_be_tried_again(
    send, work, monkeypatch, curator
):
    proposal, before = send(skills(LONG)), table_contents()

    def fail(proposal, package, report):
        PlanStore(proposal).write("skills", [])
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "plan_package", fail)
        with pytest.raises(AssertionError):
            work()
    DBTaskResult.objects.all().delete()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.rows.count()) == (State.PLANNING, 0)
    assert table_contents() == before

    Proposal.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    proposal.refresh_from_db()
    actions.plan_again(proposal, by=curator)
    work()
    proposal.refresh_from_db()
    assert (proposal.state, error_lines(proposal)) == (State.PLANNED, [])


def killed(times):
    """Leaves the one job as workers do that were killed on it so many times."""
    DBTaskResult.objects.update(
        status="RUNNING",
        started_at=timezone.now() - timedelta(minutes=1),
        worker_ids=["dead"] * times,
    )


def test_the_job_of_a_dead_worker_is_taken_up_once(send, work, dead, curator):
    proposal = dead(send(skills(LONG)), "planning")
    assert requeue.requeue_dead_jobs() == 0
    killed(times=1)

    assert [requeue.requeue_dead_jobs(), requeue.requeue_dead_jobs()] == [1, 0]
    work()

    proposal.refresh_from_db()
    assert (proposal.state, proposal.changes) == (State.PLANNED, LONG)


def test_a_job_that_kills_workers_is_left_and_says_so(send, work, dead, curator):
    proposal = send(skills(LONG))
    work()
    actions.commit(Proposal.objects.get(), by=curator)
    dead(proposal, "committing")
    DBTaskResult.objects.exclude(status="READY").delete()
    killed(times=2)

    assert [requeue.requeue_dead_jobs(), requeue.requeue_dead_jobs()] == [1, 0]

    proposal.refresh_from_db()
    assert proposal.state == State.PLANNED
    assert "ended in the middle of this twice" in proposal.failure
    assert not Skill.objects.exists()


@pytest.mark.parametrize("started", [timezone.now, lambda: None])
def test_a_job_at_work_is_left_alone(send, started, monkeypatch):
    send(skills(LONG))
    DBTaskResult.objects.update(status="RUNNING", started_at=started())
    assert requeue.requeue_dead_jobs() == 0

    killed(times=1)
    monkeypatch.setattr(requeue, "is_locked", lambda _proposal: True)
    assert requeue.requeue_dead_jobs() == 0


# No room


NO_ROOM = (
    "The database has no space left, so that nothing can be saved. "
    "Nothing of it was written."
)


NO_MEMORY = "The database has not enough memory for this. Nothing of it was written."


@contextmanager
def full(table, error="disk_full"):
    """A server whose disk is full, or its memory, as soon as it adds to a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"""
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE 'could not extend file' USING ERRCODE = '{error}'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION full_disk();
        """)
        yield
        cursor.execute("DROP FUNCTION full_disk CASCADE")


@pytest.mark.parametrize(
    ("error", "message"), [("disk_full", NO_ROOM), ("out_of_memory", NO_MEMORY)]
)
def test_without_room_nothing_is_written_and_the_proposal_says_why(
    send, curator, error, message
):
    proposal = send(skills(3))

    with full("roadmaps_skill", error):
        actions.commit(proposal, by=curator)

    assert (proposal.state, proposal.failure) == (State.PLANNED, message)
    assert proposal_problems(proposal) == []
    assert not Skill.objects.exists()
    assert not proposal.can_commit
    actions.commit(actions.plan_again(proposal, by=curator), by=curator)
    assert Skill.objects.count() == 3


def test_without_room_for_a_plan_the_proposal_says_why(send, curator):
    with full("proposals_plannedrow"):
        proposal = send(skills(3))

    assert (proposal.state, proposal.failure) == (State.STALE, NO_ROOM)
    actions.commit(actions.plan_again(proposal, by=curator), by=curator)
    assert Skill.objects.count() == 3


def test_what_a_plan_has_on_disk_goes_with_its_process(send, tmp_path, monkeypatch):
    names = []

    def list_names(*_args):
        names.extend(path.name for path in tmp_path.iterdir())

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("mfgusa.proposals.jobs.plan_package", list_names)
    send(skills(3))

    assert len(names) == 2
    assert all(name.startswith(PREFIX) for name in names)
    assert not any(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named(send, monkeypatch):
    def full(**_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mfgusa.temporary_folder.TemporaryDirectory", full)

    proposal = send(skills(3))

    assert proposal.state == State.STALE
    assert "No space left on device" in proposal.failure
