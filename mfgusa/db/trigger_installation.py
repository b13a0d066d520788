"""Installs triggers after `migrate`: those that are new or differ, and no others.

After migrations, and where versions were not counted, all pages are out of date.

What an older release finds in the database of a later one stays as it is: the later one
still runs elsewhere, and needs its own triggers.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any

import pgtrigger
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.dispatch import Signal
from pgtrigger.installation import prunable, prune

from mfgusa.db.command_errors import has_migrations_to_apply

# Its model is a class; pgtrigger's annotations say that it is an instance.
Installable = tuple[models.Model, pgtrigger.Trigger]

# Sent with `names`, those of the triggers that change, and `is_migrated`: whether there
# were migrations, which may have changed rows without any trigger.
pre_install_triggers = Signal()
post_install_triggers = Signal()

DIGITS = 4  # Of the number that the name of a migration begins with.
INSTALLED = """
SELECT relname, tgname, description FROM pg_trigger
JOIN pg_class ON pg_class.oid = tgrelid
JOIN pg_description ON objoid = pg_trigger.oid AND classoid = 'pg_trigger'::regclass
WHERE relnamespace = current_schema()::regnamespace AND tgenabled = 'O'"""

logger = logging.getLogger(__name__)


def install_triggers(
    *, using: str = DEFAULT_DB_ALIAS, plan: Sequence[Any] = (), **_signal: Any
) -> None:
    """Install what differs from the database, and drop what is not registered."""
    if later := migrations_of_later_release(using):
        message = "Triggers stay: those of a later release (%s)."
        logger.warning(message, ", ".join(later))
        return
    if has_migrations_to_apply():
        logger.warning("Triggers stay: not all migrations are applied.")
        return
    outdated = find_outdated(using)
    obsolete = [name for _table, name, *_rest in prunable(database=using)]
    names = {*(trigger.get_pgid(model) for model, trigger in outdated), *obsolete}
    changes = {"names": names, "is_migrated": bool(plan)}
    pre_install_triggers.send(install_triggers, **changes)
    for model, trigger in outdated:
        trigger.install(model, database=using)
    if obsolete:
        prune(database=using)
    post_install_triggers.send(install_triggers, **changes)
    if plan or any("_bump_data_version" in name for name in names):
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT bump_data_version()")


def find_outdated(using: str) -> list[Installable]:
    """The registered triggers that the database lacks, or has in another form."""
    installed = installed_triggers(using)
    return [
        (model, trigger)
        for model, trigger in pgtrigger.registered()
        if installed.get((model._meta.db_table, trigger.get_pgid(model)))
        != trigger.compile(model).hash
    ]


def count_missing_triggers(using: str = DEFAULT_DB_ALIAS) -> int:
    """How many of the triggers that this process knows the database lacks."""
    return len(registered_names() - installed_triggers(using).keys())


@cache
def registered_names() -> set[tuple[str, str]]:
    """Table and name of each trigger that this process knows."""
    return {
        (model._meta.db_table, trigger.get_pgid(model))
        for model, trigger in pgtrigger.registered()
    }


def installed_triggers(using: str) -> dict[tuple[str, str], str]:
    """What identifies the form of each trigger that fires, by table and name."""
    with connections[using].cursor() as cursor:
        cursor.execute(INSTALLED)
        return {(table, name): form for table, name, form in cursor.fetchall()}


def migrations_of_later_release(using: str) -> list[str]:
    """The applied migrations that this code does not know, and that no earlier one had.

    Those of an earlier release may be gone, but their numbers are lower.
    """
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.keys()
    last: dict[str, str] = {}
    for app, name in known:
        last[app] = max(name[:DIGITS], last.get(app, ""))
    applied = MigrationRecorder(connections[using]).applied_migrations().keys()
    return [
        f"{app}.{name}"
        for app, name in sorted(applied - known)
        if name[:DIGITS] >= last.get(app, "")
    ]
