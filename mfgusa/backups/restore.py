"""The way back: a backup becomes the database, whole or not at all."""

from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS

from mfgusa.backups import archive
from mfgusa.backups.backup import pour
from mfgusa.backups.contents import table_names
from mfgusa.backups.databases import beside_ours, inside, leave
from mfgusa.backups.errors import BackupError
from mfgusa.db.models import DataVersion
from mfgusa.db.version_0_1 import HOW_TO_CARRY_OVER, is_version_0_1

# More than anybody can have written since the backup; what was kept of those pages,
# here or by readers, must not pass for the pages of the restored data.
LEAP = 1_000_000_000


def restore(path: Path, *, replace: bool = False) -> tuple[archive.Manifest, str]:
    """Put a backup in the place of the database; what it was, where the old one is.

    The old one is kept only when it held something. Raises BackupError; then nothing has
    changed.
    """
    with archive.opened(path) as backup:
        was_empty = refuse(backup, replace=replace)
        version = 0 if was_empty else versions().current()
        with beside_ours() as server, server.scratch() as name:
            pour(backup, name)
            with inside(name):
                bring_up_to_date(version)
            leave()
            kept = server.put_in_place(name)
            if was_empty:
                server.drop(kept)
    return backup.manifest, "" if was_empty else kept


def refuse(backup: archive.Archive, *, replace: bool) -> bool:
    """Whether the database is empty. Raises BackupError when the backup does not fit."""
    if is_version_0_1(backup.manifest.contents.migrations):
        raise BackupError(HOW_TO_CARRY_OVER)
    if backup.manifest.contents.is_newer_than_the_code():
        raise BackupError(
            f"{backup.path} was made by a newer version of this site; use that one."
        )
    is_empty = not table_names()
    if not (is_empty or replace):
        raise BackupError(
            "The database is not empty; nothing was changed. To put the backup in its "
            "place: --replace"
        )
    return is_empty


def bring_up_to_date(version: int) -> None:
    """Fit the data to the code, and let their version leap ahead of any before it."""
    call_command("migrate", verbosity=0, interactive=False)
    ahead = max(0, version - versions().current())
    versions().create(writes=ahead + LEAP)


def versions():
    return DataVersion.objects.using(DEFAULT_DB_ALIAS)
