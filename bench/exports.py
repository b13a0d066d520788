"""How fast tables go out: `python -m bench.exports` makes its own database and says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter
from typing import Any, NamedTuple

import django
import psutil

from bench.database import MEMBERSHIPS, begin, fill

FILES = {
    "CSV raw": "memberships.csv",
    "CSV spreadsheet": "memberships.csv?spreadsheet=1",
    "XLSX": "memberships.xlsx",
    "JSON": "memberships.json",
}
RAW = {"first byte, s": "≤ 1", "rows/s": "≥ 50,000", "memory growth, MiB": "≤ 16"}


class Figure(NamedTuple):
    """Something that was measured, and what it has to be (empty: no bar)."""

    name: str
    value: float
    bar: str


def measure(rows: int = MEMBERSHIPS) -> list[Figure]:
    """Every file of the memberships, through the site as a reader gets it."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    for name in FILES.values():  # What is read and compiled only once.
        client.get(f"/data/{name.replace('memberships', 'states')}").getvalue()
    return [
        Figure(
            f"{kind}: {what}", value, (RAW if kind == "CSV raw" else {}).get(what, "")
        )
        for kind, name in FILES.items()
        for what, value in download(client, f"/data/{name}", rows).items()
    ]


def download(client: Any, address: str, rows: int) -> dict[str, float]:
    """Seconds to the first byte, rows a second to the last, and memory between."""
    with peak_memory() as memory:
        start = perf_counter()
        chunks = iter(client.get(address).streaming_content)
        size = len(next(chunks))
        first = perf_counter() - start
        size += sum(map(len, chunks))
        whole = perf_counter() - start
    return {
        "first byte, s": first,
        "rows/s": rows / whole,
        "MB": size / 1e6,
        "memory growth, MiB": memory["peak"] / 2**20,
    }


@contextmanager
def peak_memory() -> Iterator[dict[str, int]]:
    """The most that this process grows by, looked at every few milliseconds."""
    process, over, memory = psutil.Process(), Event(), {"peak": 0}
    before = process.memory_info().rss

    def watch() -> None:
        while not over.wait(0.01):
            memory["peak"] = max(memory["peak"], process.memory_info().rss - before)

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()


def measure_elsewhere(rows: int) -> list[Figure]:
    """The same of the database that is there, by a process with nothing else in it."""
    command = [sys.executable, "-m", "bench.exports", str(rows)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [Figure(*values) for values in json.loads(done.stdout)]


def main() -> None:
    if sys.argv[1:]:
        django.setup()
        sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
        return
    begin()
    fill()
    for figure in measure():
        sys.stdout.write(f"{figure.name:36}{figure.value:>14,.2f}   {figure.bar}\n")


if __name__ == "__main__":
    main()
