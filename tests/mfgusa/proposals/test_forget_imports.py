"""Old imports are forgotten; what waits, and what came with the code, never is."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from institutes.models import Partner
from mfgusa.proposals import actions
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.retention import forget_old_imports
from tests.factories import PartnerFactory, SourceFactory
from tests.mfgusa.tables.uploads import history, upload

pytestmark = pytest.mark.django_db
State = Proposal.State
EDIT = "key,name\nacme,Acme Inc.\n"


@pytest.fixture
def acme(db):
    return PartnerFactory(key="acme", name="Acme", source=SourceFactory(key="report"))


@pytest.fixture
def edit(bring_in, acme):
    """A committed import."""
    return bring_in(partners=EDIT)


def age(days=31, **fields):
    """Make all imports so many days older."""
    moment = timezone.now() - timedelta(days=days)
    Proposal.objects.update(created_at=moment, planned_at=moment)
    Proposal.objects.filter(state=State.COMMITTED).update(committed_at=moment)
    Proposal.objects.filter(state=State.PLANNED).update(**fields)


def forget(*options):
    """What the command says that forgets imports older than 30 days."""
    out = StringIO()
    call_command("forget_imports", "--older-than", "30", *options, stdout=out)
    return out.getvalue().splitlines()


def stored(proposal):
    rows = (proposal.rows, proposal.applied_rows, proposal.parts)
    return [related.count() for related in rows]


def test_an_old_import_loses_its_rows_and_its_file(edit):
    assert stored(edit) == [1, 1, 1]
    age()

    line, total = forget()

    edit.refresh_from_db()
    assert stored(edit) == [0, 0, 0]
    assert f"{edit.pk}: partners.csv, committed " in line
    assert f": 1 planned row, {len(EDIT)} bytes" in line
    assert total == f"1 import forgotten: 1 planned row, {len(EDIT)} bytes of files."
    assert (edit.state, edit.counts) == (State.COMMITTED, {"partners": {"update": 1}})


def test_the_history_of_a_forgotten_import_stays(edit):
    age()
    forget()

    event = history(Partner, "update")[-1]
    assert event.pgh_context.metadata["proposal"] == edit.pk
    assert Partner.objects.get().name == "Acme Inc."


def test_a_forgotten_import_is_not_undone(edit, curator):
    age()
    forget()
    edit.refresh_from_db()

    assert actions.revert(edit, by=curator) == edit
    assert not edit.reverted_by.exists()


def test_a_dry_run_only_says_what_would_go(edit):
    age()

    assert forget("--dry-run")[-1].startswith("1 import would be forgotten: 1 planned")
    assert stored(edit) == [1, 1, 1]


def test_a_newer_import_stays(edit):
    age(days=29)

    assert forget()[-1].startswith("0 imports forgotten")
    assert stored(edit) == [1, 1, 1]


def test_an_undone_import_and_its_undo_go(edit, undo):
    undo(edit)
    age()

    assert forget()[-1].startswith("2 imports forgotten")


def test_an_import_whose_undo_waits_stays(edit, undo_of):
    undo_of(edit)
    age()

    assert forget()[-1].startswith("0 imports forgotten")


def test_a_plan_that_waits_for_somebody_stays(plan_of, acme):
    plan_of(partners=EDIT)
    age()

    assert forget()[-1].startswith("0 imports forgotten")


def test_a_plan_that_nobody_can_commit_goes(plan_of, acme, curator):
    proposal = plan_of(partners="key,sector\nacme,nonsense\n")
    age()

    assert forget()[-1].startswith("1 import forgotten")
    assert actions.plan_again(proposal, by=curator).state == State.PLANNED


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.WAITING},
        {"state": State.PLANNING},
        {"state": State.COMMITTING},
        {"state": State.STALE},
        {"failure": "The disk was full."},
        {"kind": Proposal.Kind.SEED},
    ],
)
def test_what_waits_stays_and_so_do_seeds(acme, curator, fields):
    proposal = upload("key,name\n", "partners.csv", by=curator)
    age(**fields)
    assert Proposal.objects.filter(**fields).exists()

    assert forget()[-1].startswith("0 imports forgotten")
    assert stored(proposal)[2] == 1


def test_the_worker_forgets_after_the_days_of_the_settings(edit):
    age()

    assert (forget_old_imports(0), forget_old_imports(32)) == (0, 0)
    assert forget_old_imports(30) == 1


@pytest.mark.parametrize("days", ["0", "-1", "many"])
def test_days_are_a_number_above_zero(days):
    with pytest.raises(CommandError, match="is not a number of days above zero"):
        call_command("forget_imports", f"--older-than={days}")
