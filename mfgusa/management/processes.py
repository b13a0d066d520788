"""The processes of a running site, supervised until it stops."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from django.core.management import CommandError

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK = 0.5  # Seconds.
EARLY = 10  # Seconds; a process that has ended sooner may not have started at all.
HOPELESS = 5  # Early ends in a row.
LONGEST_PAUSE = 30  # Seconds.


class Process:
    """A Python module that runs as a process of its own, in a group of its own.

    When it has ended it is started again: at once, or after a pause that doubles while
    it ends soon after each start.
    """

    def __init__(
        self, name: str, *arguments: str, database: str, files: Collection[int] = ()
    ) -> None:
        self.name, self.arguments = name, arguments
        self.database, self.files = database, files
        self.early_ends = 0  # In a row.
        self.start()

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.next_start: float | None = None  # Known once it has ended.
        self.running = subprocess.Popen(
            [sys.executable, *self.arguments],
            env=os.environ | {"DATABASE_URL": self.database},
            pass_fds=self.files,
            start_new_session=True,  # Only the parent gets Ctrl-C.
            preexec_fn=set_up_child,
        )

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.running.poll()

    def replace_if_ended(self, on_end: "OnEnd") -> None:
        """Call `on_end` once when it has ended, and start another when it is time."""
        if self.status is None:
            return
        now = time.monotonic()
        if self.next_start is None:
            is_early = now - self.started_at < EARLY
            self.early_ends = self.early_ends + 1 if is_early else 0
            self.next_start = now + pause_after(self.early_ends)
            on_end(self)
        if now >= self.next_start:
            self.start()

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


OnEnd = Callable[[Process], None]


def pause_after(early_ends: int) -> float:
    """Seconds until a process is started that has ended early so often in a row."""
    return min(LONGEST_PAUSE, 2.0 ** (early_ends - 2)) if early_ends > 1 else 0


def supervise(
    start: Callable[[], Iterator[Process]],
    *,
    listener: socket.socket,
    grace_period: float,
    on_end: OnEnd,
    on_tick: Callable[[], None],
) -> None:
    """Keep the processes that `start` yields running until this is interrupted.

    `on_tick` is called twice a second, with signals blocked. Raises CommandError when
    all processes that listen end again and again as soon as they are started. In any
    case `listener` is closed then, and all processes have ended after at most
    `grace_period` seconds.
    """
    started: list[Process] = []
    try:
        with block_stop_signals():
            started.extend(start())
        _watch(started, on_end, on_tick)
    finally:
        ignore_stop_signals()
        listener.close()  # Before the last process closes its own.
        for process in started:
            process.terminate()
        end = time.monotonic() + grace_period
        for process in started:
            process.wait(max(0, end - time.monotonic()))


def _watch(
    processes: list[Process], on_end: OnEnd, on_tick: Callable[[], None]
) -> NoReturn:
    web = [process for process in processes if process.files]
    while not all(process.early_ends >= HOPELESS for process in web):
        with block_stop_signals():
            for process in processes:
                process.replace_if_ended(on_end)
            on_tick()
        time.sleep(TICK)
    raise CommandError("The web processes end as soon as they are started.")


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
