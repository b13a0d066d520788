import os
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import (
    BaseCommand,
    CommandError,
    CommandParser,
    call_command,
)

from mfgusa import env
from mfgusa.db import embedded
from mfgusa.management.commands.prepare import collect_static_files
from mfgusa.management.embedded import ServerMonitor
from mfgusa.management.port import DEFAULT_HOST, DEFAULT_PORT, why_not_free
from mfgusa.management.processes import handle_stop_signals, supervise

WORKER = ["work", "--interval=0.2", "--no-startup-delay", "--verbosity=0"]


class Command(BaseCommand):
    """Prepares the database, serves the site and works on long jobs until a signal.

    It is what `make run` starts, and what a container does. The environment says
    where and with how many processes; requests in flight end before it does.
    """

    help = "Prepare the database and serve the site, by default on 127.0.0.1:8000."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--no-worker",
            action="store_true",
            help="only serve; long imports wait for `work` elsewhere",
        )
        parser.add_argument(
            "--prepared",
            action="store_true",
            help="leave the database alone; `prepare` has run",
        )

    def handle(self, *, no_worker: bool, prepared: bool, **options: Any) -> None:
        host = os.environ.get("HOST") or DEFAULT_HOST
        port = env.read_int("PORT", default=DEFAULT_PORT, most=65_535)
        handle_stop_signals()
        try:
            if reason := why_not_free(host, port):
                raise CommandError(reason)
            self.prepare(is_prepared=prepared)
            self.stdout.write(f"Serving on http://{host}:{port}/ (Ctrl-C stops)")
            self.stdout.flush()
            self.serve(host, port, with_worker=not no_worker)
        except KeyboardInterrupt:
            self.stdout.write("")

    def prepare(self, *, is_prepared: bool) -> None:
        """Bring the database up to date unless `prepare` has done it elsewhere."""
        if not is_prepared:
            call_command("prepare")
            return
        str(settings.SECRET_KEY)  # Made here, not by a first request.
        collect_static_files()

    def serve(self, host: str, port: int, *, with_worker: bool) -> None:
        """Serve until a signal, with a worker for long imports beside the server."""
        drain = drain_seconds()
        worker = [str(settings.BASE_DIR / "manage.py"), *WORKER]
        with TemporaryDirectory(prefix="mfgusa-") as folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            supervise(
                server=["-m", "granian", *granian_options(host, port, drain)],
                worker=worker if with_worker else None,
                database=database_url(),
                grace_period=drain + 2,
                on_tick=self.database_check(),
            )

    def database_check(self) -> Callable[[], None]:
        """What is done again and again while the site runs."""
        if settings.DATABASE_URL:
            return lambda: None  # Others look after it.
        folder = settings.DATABASES["default"]["EMBEDDED_DIR"]
        return ServerMonitor(folder, self.stderr.write).check


def database_url() -> str:
    """The address of the database; the embedded server is started if it is that."""
    if settings.DATABASE_URL:
        return str(settings.DATABASE_URL)
    return embedded.start(settings.DATABASES["default"]["EMBEDDED_DIR"])


def drain_seconds() -> int:
    """How long requests in flight may take to end, once the site is told to."""
    default = 30 if settings.PUBLIC else 3
    return env.read_int("DRAIN_SECONDS", default=default, most=1800)


def granian_options(host: str, port: int, drain: int) -> list[str]:
    """How the site is served: a few processes, threads for the database's sake.

    A process that is told to end while it starts does not hear it; it is killed when
    the time to drain is over.
    """
    processes = env.read_int("WEB_PROCESSES", default=2, most=256)
    threads = env.read_int("WEB_THREADS", default=4, most=256)
    return [
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={processes}",
        f"--blocking-threads={threads}",
        f"--workers-kill-timeout={drain}",
        "--http1-buffer-size=65536",  # The most that the head of a request may hold.
        "--log-level=warning",
        "mfgusa.wsgi:application",
    ]
