"""The embedded database of a running site, which nobody else looks after."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from mfgusa.db import embedded

PAUSE = 2  # Seconds between two tries.


class Embedded:
    """Started again when it has ended by itself, as it does on a disk that is full.

    What keeps it from starting is said once.
    """

    def __init__(self, folder: Path, say: Callable[[str], object]) -> None:
        self.folder, self.say = folder, say
        self.said, self.again_at = "", 0.0

    def look_after(self) -> None:
        if monotonic() < self.again_at or not embedded.has_ended(self.folder):
            return
        try:
            embedded.start_again(self.folder)
        except embedded.DatabaseUnavailable as problem:
            self._say(f"{problem}")
            self.again_at = monotonic() + PAUSE
        else:
            self._say("The database had ended; it runs again.")
            self.said = ""

    def _say(self, what: str) -> None:
        if what != self.said:
            self.say(what)
        self.said = what
