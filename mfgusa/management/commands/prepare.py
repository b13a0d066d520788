import os
import secrets
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from mfgusa.db.base import get_connection
from mfgusa.db.command_errors import database_place
from mfgusa.db.version_0_1 import (
    HOW_TO_CARRY_OVER,
    applied_migrations,
    is_version_0_1,
)
from mfgusa.proposals.apply.proposal import ApplyError
from mfgusa.proposals.seed import load_missing, mark_seeded
from mfgusa.tables.files.readers.folder import read_package

CURATOR = "curator"
START_LOCK = "SELECT pg_advisory_xact_lock(hashtext('mfgusa run'))"
OLDEST_POSTGRES = 17_00_00  # The first with the built-in collation pg_c_utf8.


class Command(BaseCommand):
    """Brings the database and the static files up to date; overwrites nothing there."""

    help = (
        "Migrate the database, load missing facts, make the first curator account and "
        "collect the static files. `run` does it before it serves."
    )

    def handle(self, **options: Any) -> None:
        str(settings.SECRET_KEY)  # Made here, not by a first request.
        place = f"Connecting to the database {database_place()}"
        with self.step(place if settings.DATABASE_URL else "Starting the database"):
            connection.ensure_connection()
        with one_start_at_a_time():
            self.prepare()
        connection.close()
        get_connection().close_pool()

    def prepare(self) -> None:
        """All that is missing, step by step."""
        refuse_old_postgres(get_connection().pg_version)
        refuse_version_0_1()
        with self.step("Bringing the tables up to date"):
            call_command("migrate", verbosity=0, interactive=False)
        with self.step("Looking for facts to load"):
            count, problem = load_facts()
        if count:
            self.stdout.write(f"{count} facts loaded.")
        if problem:
            self.stderr.write(problem)
        self.make_curator()
        if settings.STATIC_ROOT:
            with self.step("Collecting the static files"):
                collect_static_files()

    @contextmanager
    def step(self, action: str) -> Iterator[None]:
        """Say in one line what is being done, and how many seconds it took."""
        self.stdout.write(f"{action} … ", ending="")
        self.stdout.flush()
        begun = monotonic()
        try:
            yield
        except BaseException:
            self.stdout.write("")
            raise
        self.stdout.write(f"{monotonic() - begun:.1f} s")

    def make_curator(self) -> None:
        """Make the first account of a database that has none, and say its password."""
        users = get_user_model()
        if users.objects.filter(is_staff=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.objects.create_superuser(CURATOR, password=password)
        self.stdout.write(
            f"Curator account (shown this once): {CURATOR} / {password}\n"
            f"Change it with{same_database()}: "
            f"{shell_command('changepassword', CURATOR)}"
        )


def same_database() -> str:
    """What a command needs beside it; the address itself may hold a password."""
    return " (with the same DATABASE_URL)" if settings.DATABASE_URL else ""


def shell_command(*arguments: str) -> str:
    """A command of this site, to be pasted into the shell that started this one."""
    paths = (sys.executable, str(settings.BASE_DIR / "manage.py"))
    words = [min(path, os.path.relpath(path), key=len) for path in paths]
    folder = os.environ.get("DATA_DIR")
    variables = f"DATA_DIR={shlex.quote(folder)} " if folder else ""
    return variables + shlex.join([*words, *arguments])


@contextmanager
def one_start_at_a_time() -> Iterator[None]:
    """Wait for other starts; in a transaction beside ours, as poolers like it."""
    side = connection.copy()
    side.ensure_connection()
    try:
        with side.wrap_database_errors, side.connection.transaction():
            side.connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            side.connection.execute(START_LOCK)
            yield
    finally:
        side.close()


def refuse_old_postgres(version: int) -> None:
    """Raises CommandError for a server that lacks the collation search folds by."""
    if version < OLDEST_POSTGRES:
        raise CommandError(
            f"PostgreSQL {OLDEST_POSTGRES // 10_000} or newer is needed; the server of "
            f"DATABASE_URL is {version // 10_000}."
        )


def refuse_version_0_1() -> None:
    """Raises CommandError for a database of version 0.1.0."""
    if is_version_0_1(applied_migrations()):
        raise CommandError(HOW_TO_CARRY_OVER)


def load_facts() -> tuple[int, str]:
    """Load what comes with the code; how many facts, and why if they do not fit."""
    package = read_package(settings.TABLES_DIR)
    try:
        count = load_missing(package, why="facts that come with the code")
    except ApplyError as problem:
        return 0, (
            f"New facts do not fit what curators have made; none was loaded.\n{problem}"
        )
    if mark_seeded("document", settings.SEEDED_DOCUMENT):
        call_command("loaddata", "document", verbosity=0)
    return count, ""


def collect_static_files() -> None:
    """Put a public site's static files where it serves them from.

    Raises CommandError, in one line, when their folder cannot be written.
    """
    if not settings.STATIC_ROOT:
        return
    try:
        call_command("collectstatic", verbosity=0, interactive=False)
    except OSError as problem:
        raise CommandError(
            f"{settings.STATIC_ROOT} cannot be written: {problem.strerror}. "
            "Set STATIC_ROOT to a folder that can."
        ) from problem
