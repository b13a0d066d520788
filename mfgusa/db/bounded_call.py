"""A call to a database for which the caller waits a bounded time.

A server that hangs neither answers nor hangs up, and `statement_timeout` is a clock of
that server. So the call runs in a thread of its own, which ends when the server answers
or its connection breaks; at most one such thread waits at a time.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock, Thread
from time import monotonic
from typing import Generic, ParamSpec, TypeVar

from django.db import OperationalError, connections

from mfgusa.db.statement_timeout import statement_timeout

Params = ParamSpec("Params")
Result = TypeVar("Result")

SECONDS = 1.5  # Until a health check gives up; it answers within 2.


class NoAnswer(OperationalError):
    """The server did not answer in time."""

    def __init__(self) -> None:
        super().__init__(f"the server did not answer within {SECONDS} seconds")


class BoundedCall(Generic[Params, Result]):
    """A function that reads from a database in a thread with its own connections."""

    def __init__(self, function: Callable[Params, Result]) -> None:
        self.function, self.lock = function, Lock()

    def start(
        self, wait_until: float, *args: Params.args, **kwargs: Params.kwargs
    ) -> "PendingCall[Result]":
        """Begin a call; while an earlier call lasts, wait for its end.

        `wait_until` is in seconds of the monotonic clock; 0 is not to wait.
        """
        future: Future[Result] = Future()
        if self.lock.acquire(timeout=seconds_until(wait_until)):
            call = (future, lambda: self.function(*args, **kwargs))
            Thread(target=self._run, args=call, daemon=True).start()
        return PendingCall(future)

    def _run(self, future: Future[Result], function: Callable[[], Result]) -> None:
        """Set the outcome after the lock is free, for who starts another call then."""
        try:
            with self._turn():
                result = function()
        except Exception as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            with statement_timeout(int(SECONDS * 1000)):
                yield
        finally:
            try:
                connections.close_all()
            finally:
                self.lock.release()


class PendingCall(Generic[Result]):
    """A call that has begun, or that waits for an earlier one to end."""

    def __init__(self, future: Future[Result]) -> None:
        self.future = future

    def result(self, deadline: float) -> Result:
        """What the function returns or raises. Raises NoAnswer after the deadline."""
        try:
            return self.future.result(seconds_until(deadline))
        except TimeoutError as error:
            raise NoAnswer from error


def seconds_until(deadline: float) -> float:
    """The seconds left, never less than 0."""
    return max(0.0, deadline - monotonic())


def next_deadline() -> float:
    """When a check that begins now gives up."""
    return monotonic() + SECONDS
