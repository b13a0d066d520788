"""A backup: the whole database as it was at one moment, restored on trial."""

import subprocess
from contextlib import suppress
from pathlib import Path

from django.utils import timezone

from mfgusa.backups.archive import (
    BackupArchive,
    Manifest,
    new_file,
    open_archive,
    write_archive,
)
from mfgusa.backups.contents import UNSAVED, export_snapshot, read_contents
from mfgusa.backups.databases import (
    check_rights,
    close_connections,
    maintenance_session,
    switch_database,
)
from mfgusa.backups.errors import BackupError
from mfgusa.backups.programs import run_program
from mfgusa.db.base import get_connection

DUMP_OPTIONS = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    *(f"--exclude-table-data={table}" for table in UNSAVED),
)
RESTORE_OPTIONS = (
    "--exit-on-error",
    "--single-transaction",
    "--no-owner",
    "--no-privileges",
)


def create_backup(path: Path, *, verify: bool = True) -> Manifest:
    """Write the database into a new file. Raises BackupError; then there is no file.

    To verify it is to check it as `check_backup` does before it gets its name.
    """
    with new_file(path) as part:
        check_rights(needs_scratch_database=verify)
        manifest = _write(part)
        close_connections()
        if verify:
            check_backup(part)
    return manifest


def check_backup(path: Path) -> Manifest:
    """Restore a backup into a scratch database, which is dropped, and compare both.

    Raises BackupError when it does not restore, or when anything differs.
    """
    with (
        open_archive(path) as archive,
        maintenance_session() as server,
        server.scratch_database() as name,
    ):
        load_dump(archive, name)
    return archive.manifest


def _write(path: Path) -> Manifest:
    with export_snapshot() as snapshot:
        options = (*DUMP_OPTIONS, f"--snapshot={snapshot}")
        with run_program("pg_dump", *options, stdout=subprocess.PIPE) as process:
            assert process.stdout
            return write_archive(
                path,
                process.stdout,
                made=timezone.now().isoformat(timespec="seconds"),
                postgres=get_connection().pg_version,
                contents=read_contents(),
            )


def load_dump(archive: BackupArchive, name: str) -> None:
    """Restore a backup into an empty database.

    Raises BackupError when the contents are not those of the manifest.
    """
    options = ("--dbname", name, *RESTORE_OPTIONS)
    with run_program("pg_restore", *options, stdin=subprocess.PIPE) as process:
        assert process.stdin
        with suppress(BrokenPipeError), process.stdin as stream:
            # The program reports itself why it gave up.
            stream.writelines(archive.dump())
    with switch_database(name):
        differences = archive.manifest.contents.differences(read_contents())
    if differences:
        raise BackupError(
            f"What was restored differs from the backup: {', '.join(differences)}."
        )
