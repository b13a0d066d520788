"""A server that failed is left out for a while, so that nobody waits for it."""

from threading import Lock
from time import monotonic


class CircuitBreaker:
    """Whether a process leaves out a server because it failed a moment ago."""

    def __init__(self, pause: float) -> None:
        self.pause = pause  # Seconds.
        self.until = 0.0  # 0: the server answered last time.
        self.lock = Lock()

    def leave_out(self) -> None:
        """The server failed: leave it out for a while."""
        self.until = monotonic() + self.pause

    def end(self) -> None:
        """The server answers again."""
        self.until = 0.0

    @property
    def lasts(self) -> bool:
        """Whether the server is left out now."""
        return monotonic() < self.until

    def may_try(self) -> bool:
        """Whether a caller may use the server; once it was left out, one may."""
        if not self.until:
            return True
        with self.lock:
            if self.lasts:
                return False
            if self.until:
                self.leave_out()
            return True
