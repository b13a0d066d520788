"""A restart loads what is missing, and never what a curator has changed."""

from django.conf import settings

from institutes.models import InstituteFocusArea, Membership, Partner, ProjectPartner
from mfgusa.proposals.models import Proposal, SeededKey
from mfgusa.proposals.seed import load_missing, mark_seeded
from mfgusa.tables.files.readers.folder import read_package
from tests.mfgusa.tables.uploads import history


def restart():
    return load_missing(read_package(settings.TABLES_DIR), why="restart")


def test_a_second_start_loads_nothing(facts):
    assert restart() == 0


def test_the_history_of_a_new_row_names_the_seed(facts):
    SeededKey.objects.filter(table="partners", key="3m").delete()
    Membership.objects.filter(partner__key="3m").delete()
    Partner.objects.filter(key="3m").delete()

    assert restart() == 1

    metadata = history(Partner, "insert")[-1].pgh_context.metadata
    proposal = Proposal.objects.get(pk=metadata["proposal"])
    assert metadata["kind"] == proposal.kind == "seed"


def test_an_edit_stays(facts):
    Partner.objects.filter(key="3m").update(name="3M Company")

    assert restart() == 0
    assert Partner.objects.get(key="3m").name == "3M Company"


def test_a_renamed_key_stays_and_brings_no_second_row(facts):
    Partner.objects.filter(key="3m").update(key="3m-company")

    assert restart() == 0
    assert not Partner.objects.filter(key="3m").exists()


def test_what_was_deleted_stays_away_with_all_that_hangs_on_it(facts):
    Membership.objects.filter(partner__key="3m").delete()
    Partner.objects.filter(key="3m").delete()

    assert restart() == 0
    assert not Partner.objects.filter(key="3m").exists()


def test_a_key_given_to_something_else_gets_no_old_ties(facts):
    Membership.objects.filter(partner__key="bose").delete()
    old = Partner.objects.get(key="bose")
    ProjectPartner.objects.filter(partner=old).delete()
    source = old.source
    old.delete()
    Partner.objects.create(key="bose", name="Bose Sisters", source=source)

    assert restart() == 0
    assert not Membership.objects.filter(partner__key="bose").exists()


def test_the_document_is_offered_once(facts):
    assert mark_seeded("document", "a-document")
    assert not mark_seeded("document", "a-document")


def test_another_primary_focus_area_stays(facts):
    links = InstituteFocusArea.objects.filter(institute__key="mxd")
    links.update(primary=False)
    links.filter(focus_area__slug="manufacturing-cybersecurity").update(primary=True)

    assert restart() == 0
