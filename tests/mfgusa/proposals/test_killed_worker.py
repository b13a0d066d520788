"""A worker that is killed in the middle of a commit leaves everything or nothing."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from institutes.models import WorkforceProgram
from mfgusa.proposals import actions, progress
from mfgusa.proposals.models import Proposal
from roadmaps.models import Skill
from tests.factories import InstituteFactory, StateFactory, WorkforceProgramFactory
from tests.mfgusa.tables.uploads import pack_tables, upload

pytestmark = pytest.mark.django_db(transaction=True)
COUNT, PROGRAMS = 5_000, 200
MOMENTS = ["COPY staged_skills", "MERGE INTO", "INSERT INTO proposals_appliedrow"]
WORKER = ["manage.py", "db_worker", "--batch", "--no-startup-delay", "--verbosity=0"]
SUM = """
SELECT (SELECT md5(string_agg(s::text, '' ORDER BY id)) FROM roadmaps_skill s),
  (SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM institutes_workforceprogram p),
  (SELECT md5(string_agg(l::text, '' ORDER BY id))
   FROM institutes_workforceprogram_states l),
  (SELECT count(*) FROM roadmaps_skillevent),
  (SELECT count(*) FROM institutes_workforceprogramstateevent),
  (SELECT count(*) FROM proposals_appliedrow)"""


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def proposal(curator):
    """A plan that renames 5,000 skills, adds one, and moves 200 programs."""
    Skill.objects.bulk_create(Skill(slug=f"s-{n}", name=f"S {n}") for n in range(COUNT))
    institute, ohio = InstituteFactory(), StateFactory(code="OH")
    StateFactory(code="PA")
    for number in range(PROGRAMS):
        program = WorkforceProgramFactory(
            key=f"p-{number}", institute=institute, source=institute.source
        )
        program.states.add(ohio)
    skills = "".join(f"s-{n},New {n}\n" for n in range(COUNT + 1))
    programs = "".join(f"p-{n},PA\n" for n in range(PROGRAMS))
    files = {"skills": f"slug,name\n{skills}"}
    files["workforce_programs"] = f"key,states\n{programs}"
    proposal = upload(pack_tables(**files), "all.zip", by=curator)
    assert proposal.counts["skills"] == {"update": COUNT, "create": 1}
    return proposal


@pytest.fixture
def start_worker():
    """Starts a worker process on the tests' database."""
    params = connection.get_connection_params()
    address = f"postgresql://postgres@/{params['dbname']}?host={params['host']}"
    own = {"DATABASE_URL": address}
    started = []

    def start_worker():
        command = [sys.executable, *WORKER]
        worker = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | own)
        started.append(worker)
        return worker

    yield start_worker
    for worker in started:
        worker.kill()
        worker.wait()


def kill_during(worker, statement):
    """Kill a worker with no warning as soon as the database runs the statement."""
    busy = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state = 'active' AND strpos(query, %s) > 0"
    )
    end = time.monotonic() + 30
    while not run(busy, statement)[0]:
        assert worker.poll() is None, "The worker was done before it could be killed."
        assert time.monotonic() < end
    worker.kill()
    worker.wait()


def wait_until_released(proposal):
    """The server notices at the end of a statement that its client is gone."""
    end = time.monotonic() + 30
    while progress.is_locked(proposal):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_all_or_nothing_is_there_after_each_kill_and_another_try_works(
    proposal, curator, start_worker, monkeypatch
):
    monkeypatch.setattr(actions, "LOCK_GRACE", timedelta(0))
    before = run(SUM)

    for moment in MOMENTS:
        assert actions.commit(proposal, by=curator).state == Proposal.State.COMMITTING
        kill_during(start_worker(), moment)
        wait_until_released(proposal)
        proposal.refresh_from_db()
        assert proposal.state == Proposal.State.COMMITTING, moment
        assert actions.is_interrupted(proposal)
        assert run(SUM) == before, moment

    actions.commit(proposal, by=curator)
    assert start_worker().wait(timeout=60) == 0
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.COMMITTED
    assert not actions.is_interrupted(proposal)
    assert Skill.objects.filter(name__startswith="New").count() == COUNT + 1
    moved = WorkforceProgram.objects.filter(states__code="PA")
    assert moved.count() == PROGRAMS
    assert proposal.applied_rows.count() == proposal.changes == COUNT + 1 + PROGRAMS
