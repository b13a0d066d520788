"""The processes of a running site, supervised until it stops."""

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

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Process:
    """A Python module that runs as a process of its own, in a group of its own."""

    def __init__(self, *arguments: str, database: str) -> None:
        self.arguments, self.database = arguments, database
        self.start()

    def start(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, *self.arguments],
            env=os.environ | {"DATABASE_URL": self.database},
            start_new_session=True,  # Only the parent gets Ctrl-C.
            preexec_fn=set_up_child,
        )

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.running.poll()

    def terminate(self) -> None:
        if self.status is None:
            self.running.terminate()

    def wait(self, grace_period: float) -> None:
        """Wait for its end, and kill it after `grace_period` seconds."""
        try:
            self.running.wait(timeout=grace_period)
        except subprocess.TimeoutExpired:
            os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()


def supervise(
    *,
    server: list[str],
    worker: list[str] | None,
    database: str,
    grace_period: float,
    on_tick: Callable[[], None],
) -> None:
    """Run a server until it ends, and a worker that is started again when it does.

    `on_tick` is called twice a second, with signals blocked. Raises CommandError when
    the server ends by itself. Whenever this is interrupted, both processes have ended
    after at most `grace_period` seconds.
    """
    started: list[Process] = []
    try:
        with block_stop_signals():
            for arguments in filter(None, (server, worker)):
                started.append(Process(*arguments, database=database))
        _watch(on_tick, *started)
    finally:
        ignore_stop_signals()
        for process in started:
            process.terminate()
        end = time.monotonic() + grace_period
        for process in started:
            process.wait(max(0, end - time.monotonic()))


def _watch(on_tick: Callable[[], None], server: Process, *workers: Process) -> None:
    while server.status is None:
        with block_stop_signals():
            for worker in workers:
                if worker.status is not None:
                    worker.start()
            on_tick()
        time.sleep(0.5)
    if server.status:
        raise CommandError(f"The web server ended with status {server.status}.")


def handle_stop_signals() -> None:
    """Shut down cleanly on Ctrl-C, on SIGTERM, and when the terminal is closed.

    A background job of a script starts with Ctrl-C ignored; here it always counts.
    """
    for stop_signal in STOP_SIGNALS:
        signal.signal(stop_signal, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """Begin to shut down, once: a second signal would interrupt the shutdown.

    The first signal often comes twice, from the shell and from `make`.
    """
    ignore_stop_signals()
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(0)


def ignore_stop_signals() -> None:
    """Ignore all further signals that can be ignored."""
    for stop_signal in STOP_SIGNALS:
        signal.signal(stop_signal, signal.SIG_IGN)


@contextmanager
def block_stop_signals() -> Iterator[None]:
    """Hold signals back until a process that is being started is registered."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def set_up_child() -> None:
    """In the new process: unblock signals; on Linux, end when its parent does."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
