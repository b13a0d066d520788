"""Steady requests to a site, and what became of each."""

import time
from http.client import HTTPException
from threading import Event, Thread
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

READERS = 4
PATHS = ("/institutes/", "/partners/?sector=industry", "/partners.csv", "/projects/")
REFUSED = "refused"  # Nobody listens: a proxy in front asks the next process.
BROKEN = "broken off"
opener = build_opener(ProxyHandler({}))


class Seen(NamedTuple):
    """When an answer came, its status, how long it took, and whether it was whole."""

    at: float
    status: Any
    seconds: float
    is_good: bool


def ask(url: str) -> tuple[Any, bool]:
    """The status of an answer, and whether it is one that may be given."""
    try:
        with opener.open(url, timeout=10) as response:
            return response.status, len(response.read()) > 0
    except HTTPError as answer:
        text, again = answer.read(), answer.headers.get("Retry-After")
        return answer.code, answer.code == 503 and bool(text and again)
    except URLError as problem:
        is_refused = isinstance(problem.reason, ConnectionRefusedError)
        return (REFUSED, True) if is_refused else (BROKEN, False)
    except (HTTPException, OSError):
        return BROKEN, False


class Load:
    """Readers who ask one page after another while this is entered."""

    def __init__(self, url: str) -> None:
        self.url, self.seen, self.over = url, [], Event()
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
            begun = time.monotonic()
            status, is_good = ask(self.url + PATHS[number % len(PATHS)])
            now = time.monotonic()
            self.seen.append(Seen(now, status, now - begun, is_good))

    def count(self, status: Any) -> int:
        return sum(one.status == status for one in self.seen)

    @property
    def lost(self) -> int:
        """Answers that should not have been given."""
        return sum(not one.is_good for one in self.seen)

    @property
    def slowest(self) -> float:
        return max((one.seconds for one in self.seen), default=0)

    def back_after(self, moment: float) -> float:
        """Seconds from a moment to the last answer that was not the page."""
        late = [one.at for one in self.seen if one.status != 200 and one.at > moment]
        return max(late, default=moment) - moment
