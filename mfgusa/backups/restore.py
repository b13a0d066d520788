"""A backup becomes the database, completely or not at all."""

from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS

from mfgusa.backups.archive import BackupArchive, Manifest, open_archive
from mfgusa.backups.backup import load_dump
from mfgusa.backups.contents import table_names
from mfgusa.backups.databases import (
    close_connections,
    maintenance_session,
    switch_database,
)
from mfgusa.backups.errors import BackupError
from mfgusa.db.models import DatabaseLife, DataVersion, DataVersionQuerySet
from mfgusa.db.version_0_1 import HOW_TO_CARRY_OVER, is_version_0_1

# More writes than there can have been since the backup: a page that was cached then,
# here or by a reader, must not pass for a page of the restored data.
VERSION_LEAP = 1_000_000_000


def restore(path: Path, *, replace: bool = False) -> tuple[Manifest, str]:
    """Put a backup in the place of the database.

    Returns the manifest of the backup and the new name of the old database, which is
    kept only if it was not empty. Raises BackupError; then nothing has changed.
    """
    with open_archive(path) as archive:
        was_empty = check_restore(archive, replace=replace)
        version = 0 if was_empty else data_versions().current()
        with maintenance_session() as server, server.scratch_database() as name:
            load_dump(archive, name)
            with switch_database(name):
                migrate_restored(version)
            close_connections()
            kept = server.swap_in(name)
            if was_empty:
                server.drop_database(kept)
    return archive.manifest, "" if was_empty else kept


def check_restore(archive: BackupArchive, *, replace: bool) -> bool:
    """Whether the database is empty. Raises BackupError for what cannot be restored."""
    contents = archive.manifest.contents
    if is_version_0_1(contents.migrations):
        raise BackupError(HOW_TO_CARRY_OVER)
    if contents.is_newer_than_the_code():
        raise BackupError(
            f"{archive.path} was made by a newer version of this site; use that one."
        )
    is_empty = not table_names()
    if not (is_empty or replace):
        raise BackupError(
            "The database is not empty; nothing was changed. To put the backup in its "
            "place: --replace"
        )
    return is_empty


def migrate_restored(version: int) -> None:
    """Migrate the restored data, and let their version leap ahead of `version`.

    They begin another life: nothing that was kept of the old database is valid.
    """
    call_command("migrate", verbosity=0, interactive=False)
    DatabaseLife.objects.using(DEFAULT_DB_ALIAS).begin()
    ahead = max(0, version - data_versions().current())
    data_versions().create(writes=ahead + VERSION_LEAP)


def data_versions() -> DataVersionQuerySet:
    """The data version of the database that is connected to now."""
    return DataVersion.objects.using(DEFAULT_DB_ALIAS)
