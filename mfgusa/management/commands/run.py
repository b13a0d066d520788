import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.management import (
    BaseCommand,
    CommandError,
    CommandParser,
    call_command,
)
from prometheus_client.multiprocess import mark_process_dead

from mfgusa import env
from mfgusa.db import embedded
from mfgusa.management.commands.prepare import collect_static_files
from mfgusa.management.embedded import ServerMonitor
from mfgusa.management.port import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    bound_socket,
    is_listening,
    why_not_free,
)
from mfgusa.management.processes import Process, handle_stop_signals, supervise
from mfgusa.temporary_folder import temporary_folder

MANAGE = str(settings.BASE_DIR / "manage.py")
WORK = [MANAGE, "work", "--no-startup-delay", "--verbosity=0"]


class Command(BaseCommand):
    """Prepares the database, serves the site and works on long jobs until a signal.

    It is what `make run` starts, and what a container does. The environment says
    where and with how many processes; requests in flight end before it does.
    """

    help = "Prepare the database and serve the site, by default on 127.0.0.1:8000."
    is_announced = False

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
        drain, database = drain_seconds(), database_url()
        with (
            temporary_folder() as folder,
            bound_socket(host, port) as listener,
        ):
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
            os.environ["SHARED_COUNTERS"] = str(folder / "counters")

            def start() -> Iterator[Process]:
                yield from web_processes(listener, drain, database)
                if with_worker:
                    yield Process("worker", *WORK, database=database)

            supervise(
                start,
                listener=listener,
                grace_period=drain + 2,
                on_end=self.note_end,
                on_tick=self.checks(listener, f"http://{host}:{port}/"),
            )

    def checks(self, listener: socket.socket, url: str) -> Callable[[], None]:
        """What is done again and again while the site runs."""
        check_database = self.database_check()

        def check() -> None:
            self.announce(listener, url)
            check_database()

        return check

    def announce(self, listener: socket.socket, url: str) -> None:
        """Say once that the site accepts requests."""
        if self.is_announced or not is_listening(listener):
            return
        self.is_announced = True
        self.stdout.write(f"Serving on {url} (Ctrl-C stops)")
        self.stdout.flush()

    def note_end(self, process: Process) -> None:
        """Say that a process has ended, which `supervise` will replace."""
        mark_process_dead(process.running.pid)
        self.stderr.write(
            f"A {process.name} ended with status {process.status}; it is replaced."
        )

    def database_check(self) -> Callable[[], None]:
        """What looks after the embedded database, if that is used."""
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


def web_processes(
    listener: socket.socket, drain: int, database: str
) -> Iterator[Process]:
    """Start a few processes that serve on one socket, each with a few threads.

    Who connects while a process dies is served by another.
    """
    descriptor = listener.fileno()
    server = ["-m", "mfgusa.server", str(descriptor), str(drain)]
    for _number in range(env.read_int("WEB_PROCESSES", default=2, most=256)):
        yield Process("web process", *server, database=database, files=[descriptor])
