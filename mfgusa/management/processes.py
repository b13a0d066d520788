"""The processes that a running site is made of, kept running until it stops."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from django.core.management import CommandError

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Process:
    """A Python module that runs as a process of its own, in a group of its own."""

    def __init__(self, *arguments: str, database: str) -> None:
        self.arguments, self.database = arguments, database
        self.start()

    def start(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, *self.arguments],
            env=os.environ | {"DATABASE_URL": self.database},
            start_new_session=True,  # Ctrl-C comes to us; we pass it on in good order.
            preexec_fn=begin,
        )

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.running.poll()

    def ask_to_end(self) -> None:
        if self.status is None:
            self.running.terminate()

    def wait(self, patience: float) -> None:
        """Wait for its end; what it has begun it may finish, for so many seconds."""
        try:
            self.running.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


def keep_running(
    *,
    server: list[str],
    worker: list[str] | None,
    database: str,
    patience: float,
    meanwhile: Callable[[], None],
) -> None:
    """Run a server until it ends, and a worker that is started again when it does.

    `meanwhile` is called again and again, with signals held. Raises CommandError when
    the server ends by itself. Both have ended afterwards, whenever this is
    interrupted, after at most `patience` seconds.
    """
    started: list[Process] = []
    try:
        with signals_held():
            for arguments in filter(None, (server, worker)):
                started.append(Process(*arguments, database=database))
        _watch(meanwhile, *started)
    finally:
        ignore_signals()
        for process in started:
            process.ask_to_end()
        end = time.monotonic() + patience
        for process in started:
            process.wait(max(0, end - time.monotonic()))


def _watch(meanwhile: Callable[[], None], server: Process, *workers: Process) -> None:
    while server.status is None:
        with signals_held():
            for worker in workers:
                if worker.status is not None:
                    worker.start()
            meanwhile()
        time.sleep(0.5)
    if server.status:
        raise CommandError(f"The web server ended with status {server.status}.")


def listen_to_signals() -> None:
    """End in good order on Ctrl-C, on request, and when the terminal is closed.

    A script's background job starts with Ctrl-C ignored; here it always counts.
    """
    for one in STOPPING:
        signal.signal(one, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Begin to end, once: a second signal would keep us from doing it in good order.

    The first is often told twice, by a shell to all it runs and by `make` to its own.
    """
    ignore_signals()
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(0)


def ignore_signals() -> None:
    """From now on nothing interrupts us but what cannot be ignored."""
    for one in STOPPING:
        signal.signal(one, signal.SIG_IGN)


@contextmanager
def signals_held() -> Iterator[None]:
    """Let a signal wait until a process that is being started is known to us."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin() -> None:
    """In the new process: hear signals; end, on Linux, when whoever began it does."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
