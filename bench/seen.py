"""What was seen of a fault, and whether anything was lost by it."""

import time
from typing import Any, NamedTuple

from bench.load import Load

NOT_TRIED = "not tried: "


class Line(NamedTuple):
    """One fault, what came of it, and how much was lost."""

    fault: str
    seen: str
    lost: int

    @property
    def cells(self) -> tuple[str, str, str]:
        """As the table shows it; what was not tried has lost and kept nothing."""
        was_tried = not self.seen.startswith(NOT_TRIED)
        return self.fault, self.seen, str(self.lost) if was_tried else "?"


def told(load: Load) -> str:
    """What readers were answered."""
    return (
        f"{load.count(200)} pages, {load.count(503)} answers 503, "
        f"slowest {load.slowest:.1f} s"
    )


def until(condition: Any, seconds: float = 40) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False
