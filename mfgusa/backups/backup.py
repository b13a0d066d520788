"""A backup: the whole database as it was at one moment, tried out before it counts."""

import subprocess
from contextlib import suppress
from pathlib import Path

from django.db import connection
from django.utils import timezone

from mfgusa.backups import archive
from mfgusa.backups.contents import at_one_moment, read_contents
from mfgusa.backups.databases import beside_ours, inside, leave
from mfgusa.backups.errors import BackupError
from mfgusa.backups.programs import running

DUMP = ("--format=custom", "--no-owner", "--no-privileges")
POUR = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")


def back_up(path: Path, *, verify: bool = True) -> archive.Manifest:
    """Write the database into one file. Raises BackupError; then there is no file.

    To verify is to restore it into a scratch database and compare all that it holds.
    """
    with archive.appearing_whole(path) as part:
        manifest = _write(part)
        leave()
        if verify:
            _try_out(part)
    return manifest


def _write(path: Path) -> archive.Manifest:
    with (
        at_one_moment() as snapshot,
        running(
            "pg_dump", *DUMP, f"--snapshot={snapshot}", stdout=subprocess.PIPE
        ) as program,
    ):
        return archive.write(
            path,
            program.stdout,
            made=timezone.now().isoformat(timespec="seconds"),
            postgres=connection.pg_version,
            contents=read_contents(),
        )


def _try_out(path: Path) -> None:
    with (
        archive.opened(path) as backup,
        beside_ours() as server,
        server.scratch() as name,
    ):
        pour(backup, name)


def pour(backup: archive.Archive, name: str) -> None:
    """Restore a backup into an empty database. Raises BackupError unless all is alike."""
    into = ("--dbname", name, *POUR)
    with (
        running("pg_restore", *into, stdin=subprocess.PIPE) as program,
        suppress(BrokenPipeError),  # It says itself why it gave up.
        program.stdin as stream,
    ):
        stream.writelines(backup.dump())
    with inside(name):
        found = backup.manifest.contents.differences(read_contents())
    if found:
        raise BackupError(
            f"What was restored differs from the backup: {', '.join(found)}."
        )
