"""PostgreSQL's own programs, run on our database."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from django.db import connection
from psycopg.pq import Conninfo

from mfgusa.backups.errors import BackupError
from mfgusa.db import embedded
from mfgusa.db.base import get_connection

VARIABLES = {
    option.keyword.decode(): option.envvar.decode()
    for option in Conninfo.get_defaults()
    if option.envvar
}


def connection_params() -> dict[str, str]:
    """The address of the database, in libpq's keywords.

    Raises BackupError for a pooler.
    """
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        raise BackupError(
            "A pooler cannot do this: set DATABASE_URL to the server itself, and "
            "DATABASE_POOLER=0."
        )
    params = connection.get_connection_params()
    return {key: str(value) for key, value in params.items() if key in VARIABLES}


@contextmanager
def run_program(
    program: str, *arguments: str, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that works on our database. Raises BackupError when it fails.

    The password goes through the environment, where no list of processes shows it.
    """
    variables = {VARIABLES[key]: value for key, value in connection_params().items()}
    with (
        TemporaryFile() as stderr,
        subprocess.Popen(
            [find_program(program), *arguments],
            env=_environment() | variables,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
        ) as process,
    ):
        yield process
        if process.wait():
            stderr.seek(0)
            raise BackupError(_first_error(program, stderr.read().decode("utf-8")))


def _environment() -> dict[str, str]:
    """What programs, libpq and its OpenSSL read; no secret of the site."""
    names = [name for name in os.environ if name.startswith(("PG", "SSL_CERT_"))]
    return embedded.portable_environment() | {name: os.environ[name] for name in names}


def find_program(program: str) -> str:
    """Ours, which know every server up to their own version; else those of PATH."""
    version, folder = embedded.find_programs()
    connection.ensure_connection()
    if get_connection().pg_version // 10_000 <= version:
        return str(folder / program)
    if path := shutil.which(program):
        return path
    raise BackupError(
        f"{program} was not found; install the client of your PostgreSQL."
    )


def _first_error(program: str, stderr: str) -> str:
    errors = [line for line in stderr.splitlines() if "error:" in line]
    line = (errors or stderr.splitlines() or ["it gave no reason"])[0]
    return f"{program} failed: {line.removeprefix(f'{program}: ').strip()}"
