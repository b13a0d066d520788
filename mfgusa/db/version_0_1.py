"""Databases of version 0.1.0, which no migration of this code can bring up to date.

The migrations of 0.1.0 were squashed into new ones, and its tables have other names.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

MIGRATIONS = frozenset({"institutes.0001_the_facts", "tables.0001_offered_keys"})
HOW_TO_CARRY_OVER = (
    "This is a database of version 0.1.0, which this version cannot bring up to date. "
    "Carry it over. With the code of 0.1.0: `manage.py export_tables TABLES` and "
    "`manage.py dumpdata auth.group auth.user otp_static otp_totp --natural-primary "
    "--natural-foreign --output accounts.json`. If it holds permissions for sources: "
    """`sed -i 's/"institutes", "source"/"provenance", "source"/g' accounts.json`. """
    "Then with this code and a new DATA_DIR or DATABASE_URL: `manage.py prepare`, "
    "`manage.py loaddata accounts.json` and `manage.py import_tables TABLES "
    "--remove-missing --yes`. The history of the rows stays behind."
)


def is_version_0_1(migrations: Iterable[str]) -> bool:
    """Whether one of the applied migrations (`app.name`) is known to 0.1.0 alone."""
    return not MIGRATIONS.isdisjoint(migrations)


def applied_migrations() -> list[str]:
    """The migrations of the database, as `app.name`; none in an empty database."""
    keys = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in keys)
