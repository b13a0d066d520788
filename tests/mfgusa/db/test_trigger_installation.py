"""`migrate` installs the triggers that differ, and no others."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from mfgusa.db.trigger_installation import install_triggers, pre_install_triggers

pytestmark = pytest.mark.django_db
TRIGGERS = """
    SELECT oid, tgname, tgrelid::regclass::text FROM pg_trigger
    WHERE tgname LIKE 'pgtrigger_%' ORDER BY oid"""
ON_UPDATE = """
    SELECT tgname FROM pg_trigger WHERE tgrelid = 'institutes_partner'::regclass
      AND tgname LIKE 'pgtrigger_bump_data_version_update%'"""


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def rows(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


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
    ((name,),) = rows(ON_UPDATE)
    run(damage.format(name=name))

    install_triggers()

    assert changes == [{name}]
    assert rows(ON_UPDATE) == [(name,)]
    install_triggers()
    assert changes[1:] == [set()]


def test_what_no_code_registers_any_more_is_dropped(changes):
    before = rows(TRIGGERS)
    run(
        "CREATE TRIGGER pgtrigger_former BEFORE UPDATE ON institutes_partner"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    )

    install_triggers()

    assert changes == [{"pgtrigger_former"}]
    assert rows(TRIGGERS) == before


def test_the_database_of_a_later_release_keeps_its_triggers(changes, caplog):
    ((name,),) = rows(ON_UPDATE)
    run(f"COMMENT ON TRIGGER {name} ON institutes_partner IS 'of later code'")
    MigrationRecorder(connection).record_applied("institutes", "9999_patents")

    install_triggers()

    assert changes == []
    assert "later release (institutes.9999_patents)" in caplog.text
