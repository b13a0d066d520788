import secrets
import signal
import socket
import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from mfgusa import environment
from mfgusa.management.processes import keep_running
from mfgusa.tables.committing import Refused
from mfgusa.tables.reading import read_package
from mfgusa.tables.seed import load_missing, offer_once

CURATOR = "curator"
WORKER = ["db_worker", "--interval=0.2", "--no-startup-delay", "--verbosity=0"]
OLDEST_POSTGRES = 17_00_00  # The first with the built-in collation pg_c_utf8.


class Command(BaseCommand):
    """Prepares the database, serves the site and works on long jobs until Ctrl-C."""

    help = "Prepare the database, load missing facts, serve on 127.0.0.1:$PORT."

    def handle(self, **options):
        port = environment.number("PORT", default=8000, most=65_535)
        listen_to_signals()
        try:
            check_port_is_free(port)
            self.prepare()
            self.serve(port)
        except KeyboardInterrupt:
            self.stdout.write("")

    def prepare(self):
        """Bring the database up to date; nothing that is there is overwritten."""
        with connection.cursor() as cursor:  # One start at a time.
            refuse_old_postgres(connection.pg_version)
            cursor.execute("SELECT pg_advisory_lock(hashtext('mfgusa run'))")
        call_command("migrate", verbosity=0, interactive=False)
        self.load_facts()
        self.make_curator()
        if settings.STATIC_ROOT:
            call_command("collectstatic", verbosity=0, interactive=False)
        connection.close()
        connection.close_pool()

    def load_facts(self):
        package = read_package(settings.TABLES_DIR)
        try:
            count = load_missing(package, why="facts that come with the code")
        except Refused as problem:
            self.stderr.write(
                "New facts do not fit what curators have made; none was loaded.\n"
                f"{problem}"
            )
            return
        if offer_once("document", "manufacturing-usa-founding-document"):
            call_command("loaddata", "document", verbosity=0)
        if count:
            self.stdout.write(f"{count} facts loaded.")

    def make_curator(self):
        users = get_user_model()
        if users.objects.filter(is_staff=True).exists():
            return
        password = secrets.token_urlsafe(12)
        users.objects.create_superuser(CURATOR, password=password)
        self.stdout.write(
            f"Curator account (shown this once): {CURATOR} / {password}\n"
            "Change it with: .venv/bin/python manage.py changepassword curator"
        )

    def serve(self, port):
        """Serve until a signal, with a worker for long imports beside the server."""
        self.stdout.write(f"Serving on http://127.0.0.1:{port}/ (Ctrl-C stops)")
        self.stdout.flush()
        keep_running(
            server=["-m", "granian", *granian_options(port)],
            worker=[str(settings.BASE_DIR / "manage.py"), *WORKER],
            database=settings.DATABASE_URL,
        )


def refuse_old_postgres(version):
    """Raises CommandError for a server that lacks the collation search folds by."""
    if version < OLDEST_POSTGRES:
        raise CommandError(
            f"PostgreSQL {OLDEST_POSTGRES // 10_000} or newer is needed; the server of "
            f"DATABASE_URL is {version // 10_000}."
        )


def listen_to_signals():
    """End in good order on Ctrl-C, on request, and when the terminal is closed.

    A script's background job starts with Ctrl-C ignored; here it always counts.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for one in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, lambda *_: sys.exit(0))


def granian_options(port):
    """How the site is served: two processes, threads for the database's sake.

    A process that is told to end while it starts does not hear it; it is killed.
    """
    return [
        "--interface=wsgi",
        "--host=127.0.0.1",
        f"--port={port}",
        "--workers=2",
        "--blocking-threads=4",
        "--workers-kill-timeout=3",
        "--log-level=warning",
        "mfgusa.wsgi:application",
    ]


def check_port_is_free(port):
    """Raises CommandError, in one line, when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} cannot be used: {problem.strerror or problem}. "
                "Try another: PORT=8001 make run"
            ) from problem
