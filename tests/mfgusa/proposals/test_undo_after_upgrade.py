"""An undo looks at the columns that its import knew, whatever an upgrade has added."""

import pytest
from django.db import connection, models

from institutes.models import Partner, WorkforceProgram
from mfgusa.proposals.models import Proposal
from tests.factories import (
    PartnerFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.mfgusa.tables.uploads import (
    error_lines,
    proposal_problems,
    table_contents,
)

pytestmark = pytest.mark.django_db
EDIT = "key,name\nacme,Acme Inc.\n"
LOST = "An upgrade has removed or renamed the column “motto” since."


@pytest.fixture
def upgrade():
    """Adds a column to the table of a model, as an upgrade does."""
    added = []

    def upgrade(model, name="motto"):
        field = models.TextField(default="", db_default="")
        field.contribute_to_class(model, name)
        added.append((model, field))
        connection.check_constraints()  # Nothing may be left for the commit.
        with connection.schema_editor() as editor:
            editor.add_field(model, field)

    yield upgrade
    for model, field in added:
        model._meta.local_fields.remove(field)
        model._meta._expire_cache()
        delattr(model, field.name)


@pytest.fixture
def acme(db):
    return PartnerFactory(key="acme", name="Acme", source=SourceFactory(key="report"))


def downgrade(name):
    """Names a column in all plans that the table does not have."""
    for proposal in Proposal.objects.all():
        proposal.version_columns["partners"].append(name)
        proposal.save()


def test_a_plan_keeps_the_names_of_the_columns_that_its_hashes_cover(plan_of, acme):
    proposal = plan_of(partners=EDIT)

    assert proposal.version_columns.keys() == {"partners"}
    names = {field.column for field in Partner._meta.fields if not field.generated}
    assert {*proposal.version_columns["partners"]} == names


def test_an_import_is_undone_after_an_upgrade(plan_of, commit, undo, upgrade, acme):
    PartnerFactory(key="gone", source=acme.source)
    before = table_contents()
    text = "key,name,source\nacme,Acme Inc.,report\nnew,New,report\n"
    proposal = commit(plan_of(partners=text, remove_missing=True))
    upgrade(Partner)

    assert undo(proposal).state == Proposal.State.COMMITTED
    assert table_contents() == before


def test_links_are_undone_after_an_upgrade(bring_in, undo, upgrade):
    camp = WorkforceProgramFactory(key="camp")
    camp.states.add(StateFactory(code="OH"))
    before = table_contents()
    proposal = bring_in(workforce_programs="key,states\ncamp,\n")
    upgrade(WorkforceProgram)

    assert undo(proposal).state == Proposal.State.COMMITTED
    assert table_contents() == before


def test_an_undo_is_undone_after_an_upgrade(bring_in, undo, upgrade, acme):
    undone = undo(bring_in(partners=EDIT))
    upgrade(Partner)

    assert undo(undone).state == Proposal.State.COMMITTED
    assert Partner.objects.get().name == "Acme Inc."


def test_what_was_planned_before_an_upgrade_is_committed_after_it(
    plan_of, commit, undo, upgrade, acme
):
    proposal = plan_of(partners=EDIT)
    upgrade(Partner)

    assert commit(proposal).state == Proposal.State.COMMITTED
    assert undo(proposal).state == Proposal.State.COMMITTED


def test_a_change_to_a_column_of_the_import_is_told_after_an_upgrade(
    bring_in, undo, upgrade, acme
):
    proposal = bring_in(partners=EDIT)
    upgrade(Partner)
    Partner.objects.update(city="Erie")

    assert error_lines(undo(proposal)) == ["partners 2 : It has been changed since."]


def test_a_new_column_keeps_what_was_written_into_it(bring_in, undo, upgrade, acme):
    proposal = bring_in(partners=EDIT)
    upgrade(Partner)
    Partner.objects.update(motto="We make")

    undo(proposal)

    assert Partner.objects.values_list("name", "motto").get() == ("Acme", "We make")


def test_a_new_column_counts_for_what_is_planned_with_it(
    bring_in, undo_of, commit, upgrade, acme
):
    proposal = bring_in(partners=EDIT)
    upgrade(Partner)
    plan = undo_of(proposal)
    Partner.objects.update(motto="We make")

    assert proposal_problems(commit(plan)) == [
        "“acme” has been changed since this was planned."
    ]


def test_a_column_that_is_gone_is_named(bring_in, undo, acme):
    proposal = bring_in(partners=EDIT)
    downgrade("motto")

    plan = undo(proposal)

    assert proposal_problems(plan) == [LOST]
    assert not plan.can_commit
    assert Partner.objects.get().name == "Acme Inc."


def test_a_plan_whose_column_is_gone_is_not_committed(plan_of, commit, acme):
    proposal = plan_of(partners=EDIT)
    downgrade("motto")

    assert proposal_problems(commit(proposal)) == [LOST]
    assert Partner.objects.get().name == "Acme"


def test_a_cell_whose_column_is_gone_is_named(bring_in, undo, acme):
    proposal = bring_in(partners=EDIT)
    proposal.rows.update(before={"motto": "Old"}, after={"motto": "New"})

    assert error_lines(undo(proposal)) == [f"partners 2 : {LOST}"]
