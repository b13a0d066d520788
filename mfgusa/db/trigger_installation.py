"""Installs triggers after `migrate`: those that are new or differ, and no others.

What an older release finds in the database of a later one stays as it is: the later one
still runs elsewhere, and needs its own triggers.
"""

import logging
from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.dispatch import Signal
from pgtrigger.installation import prunable, prune

# Its model is a class; pgtrigger's annotations say that it is an instance.
Installable = tuple[models.Model, pgtrigger.Trigger]

# Sent with `names`, those of the triggers that change, and `is_migrated`: whether there
# were migrations, which may have changed rows without any trigger.
pre_install_triggers = Signal()
post_install_triggers = Signal()

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
        logger.warning(
            "The database is that of a later release (%s): its triggers stay.",
            ", ".join(later),
        )
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


def find_outdated(using: str) -> list[Installable]:
    """The registered triggers that the database lacks, or has in another form."""
    with connections[using].cursor() as cursor:
        cursor.execute(INSTALLED)
        installed = {(table, name): text for table, name, text in cursor.fetchall()}
    return [
        (model, trigger)
        for model, trigger in pgtrigger.registered()
        if installed.get((model._meta.db_table, trigger.get_pgid(model)))
        != trigger.compile(model).hash
    ]


def migrations_of_later_release(using: str) -> list[str]:
    """The applied migrations of an app that come after all those of this code.

    Those of an earlier release may be gone, but their numbers are lower.
    """
    last: dict[str, str] = {}
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
        last[app] = max(name, last.get(app, ""))
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return [
        f"{app}.{name}"
        for app, name in sorted(applied)
        if app in last and name > last[app]
    ]
