"""PostgreSQL's own programs, told where the database is."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any

from django.db import connection
from psycopg.pq import Conninfo

from mfgusa.backups.errors import BackupError
from mfgusa.db import embedded

VARIABLES = {
    option.keyword.decode(): option.envvar.decode()
    for option in Conninfo.get_defaults()
    if option.envvar
}


def address() -> dict[str, str]:
    """Where the database is, in the keywords of libpq. Raises BackupError for a pooler."""
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        raise BackupError(
            "A pooler cannot do this: set DATABASE_URL to the server itself, and "
            "DATABASE_POOLER=0."
        )
    said = connection.get_connection_params()
    return {key: str(value) for key, value in said.items() if key in VARIABLES}


@contextmanager
def running(program: str, *arguments: str, **streams: Any) -> Iterator[Any]:
    """A program at work on our server. Raises BackupError when it fails.

    The password goes through the environment, where no list of processes shows it.
    """
    known = {VARIABLES[key]: value for key, value in address().items()}
    with (
        TemporaryFile() as said,
        subprocess.Popen(
            [find(program), *arguments],
            env=os.environ | known,
            stderr=said,
            **streams,
        ) as process,
    ):
        yield process
        if process.wait():
            said.seek(0)
            raise BackupError(_first_complaint(program, said.read().decode("utf-8")))


def find(program: str) -> str:
    """Ours, which know every server up to their own version; else those of PATH."""
    version, folder = embedded.programs()
    connection.ensure_connection()
    if connection.pg_version // 10_000 <= version:
        return str(folder / program)
    if found := shutil.which(program):
        return found
    raise BackupError(
        f"{program} was not found; install the client of your PostgreSQL."
    )


def _first_complaint(program: str, said: str) -> str:
    urgent = [line for line in said.splitlines() if "error:" in line]
    line = (urgent or said.splitlines() or ["it gave no reason"])[0]
    return f"{program} failed: {line.removeprefix(f'{program}: ').strip()}"
