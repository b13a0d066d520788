import pytest
from django.contrib.auth.models import Permission, User

from mfgusa.proposals import actions, jobs
from tests.mfgusa.tables.uploads import pack_tables, upload


@pytest.fixture
def curator(db):
    """Somebody who may do everything."""
    return User.objects.create_superuser("ada")


@pytest.fixture
def somebody(db):
    """Makes a person who has only these rights: `somebody("add partner")`."""

    def somebody(*rights, name="bo"):
        person = User.objects.create_user(name)
        names = [right.replace(" ", "_") for right in rights]
        person.user_permissions.set(Permission.objects.filter(codename__in=names))
        return User.objects.get(pk=person.pk)  # Rights are remembered once asked for.

    return somebody


@pytest.fixture
def plan_of(curator):
    """Uploads tables, each the text of its CSV file, several as a zip."""

    def plan_of(*, by=curator, why="", remove_missing=False, **texts):
        wishes = {"by": by, "why": why, "remove_missing": remove_missing}
        if len(texts) > 1:
            return upload(pack_tables(**texts), "tables.zip", **wishes)
        [(table, text)] = texts.items()
        return upload(text, f"{table}.csv", table=table, **wishes)

    return plan_of


@pytest.fixture
def commit(curator):
    """Commits a proposal at once, whatever its length."""

    def commit(proposal, *, by=curator, why=""):
        return actions.commit(proposal, by=by, why=why, wait=True)

    return commit


@pytest.fixture
def bring_in(plan_of, commit):
    """Plans and commits tables; gives the proposal, which is committed."""

    def bring_in(**texts):
        proposal = commit(plan_of(**texts))
        assert proposal.state == proposal.State.COMMITTED, proposal.problems
        return proposal

    return bring_in


@pytest.fixture
def undo_of(curator):
    """Plans the undo of a committed proposal, whatever its length."""

    def undo_of(proposal, *, by=curator, why=""):
        undo = actions.revert(proposal, by=by, why=why)
        if undo.state == undo.State.WAITING:
            jobs.run_plan(undo)
        return undo

    return undo_of


@pytest.fixture
def undo(undo_of, commit):
    """Undoes a committed proposal; gives the undo, which is committed if it may be."""
    return lambda proposal: commit(undo_of(proposal))
