"""The embedded database of a running site, which no other service restarts."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from mfgusa.db import embedded

RETRY_PAUSE = 2  # Seconds.


class ServerMonitor:
    """Restarts the embedded server when it has ended, as it does on a full disk.

    What keeps it from starting is reported once.
    """

    def __init__(self, folder: Path, report: Callable[[str], object]) -> None:
        self.folder, self.report = folder, report
        self.last_message, self.next_try = "", 0.0

    def check(self) -> None:
        """Restart the server if it has ended."""
        if monotonic() < self.next_try or not embedded.has_ended(self.folder):
            return
        try:
            embedded.restart(self.folder)
        except embedded.DatabaseUnavailable as error:
            self._report_once(str(error))
            self.next_try = monotonic() + RETRY_PAUSE
        else:
            self._report_once("The database had ended; it runs again.")
            self.last_message = ""

    def _report_once(self, message: str) -> None:
        if message != self.last_message:
            self.report(message)
        self.last_message = message
