"""Steady requests to a site while something breaks, and what became of each."""

import time
from collections.abc import Callable
from http.client import HTTPException
from threading import Event, Thread
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

READERS = 4
PATHS = ("/institutes/", "/partners/?sector=industry", "/partners.csv", "/projects/")
REFUSED = "refused"  # Nobody listens: a proxy in front asks the next process.
BROKEN = "broken off"
opener = build_opener(ProxyHandler({}))


class Answer(NamedTuple):
    """When an answer came, its status, how long it took, and whether it was whole."""

    at: float
    status: int | str
    seconds: float
    is_good: bool


def ask(url: str) -> tuple[int | str, bool]:
    """The status of an answer, and whether it is one that may be given."""
    try:
        with opener.open(url, timeout=10) as response:
            return response.status, len(response.read()) > 0
    except HTTPError as answer:
        text, retry_after = answer.read(), answer.headers.get("Retry-After")
        return answer.code, answer.code == 503 and bool(text and retry_after)
    except URLError as error:
        is_refused = isinstance(error.reason, ConnectionRefusedError)
        return (REFUSED, True) if is_refused else (BROKEN, False)
    except (HTTPException, OSError):
        return BROKEN, False


class Load:
    """Readers who ask for one page after another while this is entered."""

    def __init__(self, url: str) -> None:
        self.url, self.over = url, Event()
        self.answers: list[Answer] = []
        self.readers = [Thread(target=self._read, args=(n,)) for n in range(READERS)]

    def __enter__(self) -> "Load":
        for reader in self.readers:
            reader.start()
        time.sleep(1)
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for reader in self.readers:
            reader.join()

    def _read(self, number: int) -> None:
        while not self.over.wait(0.01):
            number += 1
            begin = time.monotonic()
            status, is_good = ask(self.url + PATHS[number % len(PATHS)])
            now = time.monotonic()
            self.answers.append(Answer(now, status, now - begin, is_good))

    def __str__(self) -> str:
        slowest = max((answer.seconds for answer in self.answers), default=0)
        return (
            f"{self.count(200)} pages, {self.count(503)} answers 503, "
            f"slowest {slowest:.1f} s"
        )

    def count(self, status: int | str) -> int:
        return sum(answer.status == status for answer in self.answers)

    @property
    def lost(self) -> int:
        """Answers that should not have been given."""
        return sum(not answer.is_good for answer in self.answers)

    @property
    def p95(self) -> float:
        """Seconds in which 95 of 100 answers came."""
        seconds = sorted(answer.seconds for answer in self.answers)
        return seconds[int(0.95 * (len(seconds) - 1))]

    def seconds_until_back(self, moment: float) -> float:
        """Seconds from a moment to the last answer that was not the page."""
        failures = [a.at for a in self.answers if a.status != 200 and a.at > moment]
        return max(failures, default=moment) - moment


def wait_until(condition: Callable[[], object], seconds: float = 40) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False
