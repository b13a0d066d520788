"""`migrate` installs the triggers that differ, and no others."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mfgusa.catalogue.models import FacetTriggers
from mfgusa.db.models import DataVersion
from mfgusa.db.trigger_installation import (
    count_missing_triggers,
    install_triggers,
    migrations_of_later_release,
    pre_install_triggers,
)

pytestmark = pytest.mark.django_db
TRIGGERS = """
    SELECT oid, tgname, tgrelid::regclass::text FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger_%' ORDER BY oid"""
BUMP, LOG = "pgtrigger_bump_data_version_update", "pgtrigger_log_facets_update"


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def name_of(trigger):
    """The name of a trigger of the partners, which ends with a digest."""
    ((name,),) = rows(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'institutes_partner'::regclass"
        f" AND tgname LIKE '{trigger}%'"
    )
    return name


@pytest.fixture
def changes():
    """The names of the triggers that each installation changes."""
    changes = []

    def note(*, names, **_signal):
        changes.append(names)

    pre_install_triggers.connect(note)
    yield changes
    pre_install_triggers.disconnect(note)


def test_what_is_installed_stays(changes):
    before = rows(TRIGGERS)

    install_triggers()

    assert rows(TRIGGERS) == before
    assert changes == [set()]


@pytest.mark.parametrize(
    "damage",
    [
        "COMMENT ON TRIGGER {name} ON institutes_partner IS 'of other code'",
        "ALTER TABLE institutes_partner DISABLE TRIGGER {name}",
        "DROP TRIGGER {name} ON institutes_partner",
    ],
)
def test_what_differs_is_installed(damage, changes):
    name = name_of(BUMP)
    run(damage.format(name=name))

    install_triggers()

    assert changes == [{name}]
    assert name_of(BUMP) == name
    install_triggers()
    assert changes[1:] == [set()]


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({}, True),
        ({"plan": ["a migration"]}, False),
        ({"lost": LOG}, False),
        ({"lost": BUMP}, True),
    ],
)
def test_sets_of_facets_are_read_anew_after_changes_without_a_log(change, stays):
    before = set(FacetTriggers.objects.values_list())
    if trigger := change.pop("lost", ""):
        run(f"DROP TRIGGER {name_of(trigger)} ON institutes_partner")

    install_triggers(**change)

    after = set(FacetTriggers.objects.values_list())
    assert before
    assert after == before if stays else not after & before
    assert {row[:2] for row in after} == {row[:2] for row in before}


def test_what_no_code_registers_any_more_is_dropped(changes):
    before = rows(TRIGGERS)
    run(
        "CREATE TRIGGER pgtrigger_former BEFORE UPDATE ON institutes_partner"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    )

    install_triggers()

    assert changes == [{"pgtrigger_former"}]
    assert rows(TRIGGERS) == before


@pytest.mark.parametrize(
    ("app", "name", "is_later"),
    [
        ("institutes", "9999_patents", True),
        ("institutes", "0004_patents", True),
        ("institutes", "0001_of_former_code", False),
        ("patents", "0001_initial", True),
    ],
)
def test_migrations_that_only_a_later_release_has(app, name, is_later):
    MigrationRecorder(connection).record_applied(app, name)

    assert migrations_of_later_release("default") == [f"{app}.{name}"] * is_later


def test_without_all_migrations_triggers_stay_as_they_are(changes):
    MigrationRecorder(connection).record_unapplied("provenance", "0001_initial")

    install_triggers()

    assert changes == []


@pytest.mark.parametrize(
    ("plan", "lost", "moves"),
    [([], "", False), (["a migration"], "", True), ([], LOG, False), ([], BUMP, True)],
)
def test_pages_are_made_anew_after_what_was_not_counted(plan, lost, moves):
    if lost:
        run(f"DROP TRIGGER {name_of(lost)} ON institutes_partner")
    before = DataVersion.objects.versions()

    install_triggers(plan=plan)

    after = DataVersion.objects.versions()
    assert (before.digest(frozenset()) != after.digest(frozenset())) == moves


def test_missing_triggers_are_counted():
    assert count_missing_triggers() == 0

    run(f"DROP TRIGGER {name_of(BUMP)} ON institutes_partner")

    assert count_missing_triggers() == 1


def test_the_database_of_a_later_release_keeps_its_triggers(changes, caplog):
    name = name_of(BUMP)
    run(f"COMMENT ON TRIGGER {name} ON institutes_partner IS 'of later code'")
    MigrationRecorder(connection).record_applied("institutes", "9999_patents")

    install_triggers()

    assert changes == []
    assert "later release (institutes.9999_patents)" in caplog.text
