"""One import by this site: its plan and its commit, timed and counted.

Run as a program it only plans a file, and says how much memory that took at most.
"""

import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from bench import scene
from bench.samples import Sample

STATUS = Path("/proc/self/status")


class Taken(NamedTuple):
    """Seconds and statements of an import (COPY and FETCH count as statements)."""

    plan: float
    commit: float
    plan_queries: int
    commit_queries: int


def bring_in(sample: Sample, count: int, path: Path, *, changed: bool) -> Taken:
    """Plan and commit a file. Raises AssertionError when it did not do its work."""
    from mfgusa.proposals import actions

    with counted() as asked:
        start = perf_counter()
        proposal = plan(path)
        planned, queries = perf_counter() - start, asked["all"]
        start = perf_counter()
        proposal = actions.commit(proposal, by="bench", wait=True)
        committed = perf_counter() - start
    assert proposal.state == "committed", proposal.problems
    check_counts(proposal, sample, count, changed=changed)
    scene.check_rows(sample, count, changed=changed)
    scene.check_history(sample, count, proposal.pk)
    return Taken(planned, committed, queries, asked["all"] - queries)


def plan(path: Path) -> Any:
    """The proposal of a file, planned. Raises AssertionError when it is not."""
    from django.core.files import File

    from mfgusa.proposals import actions

    with path.open("rb") as file:
        proposal = actions.upload(File(file, name=path.name), by="bench", wait=True)
    assert proposal.state == "planned", proposal.problems
    return proposal


def check_counts(proposal: Any, sample: Sample, count: int, *, changed: bool) -> None:
    """Raises AssertionError unless the plan creates, or changes, every row."""
    action = "update" if changed else "create"
    wanted = {name: {action: rows} for name, rows in sample.counts(count).items()}
    assert proposal.counts == wanted, proposal.counts


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts what is asked of the database, by every connection of this process."""
    from psycopg import Cursor, ServerCursor

    asked: Counter[str] = Counter()
    methods = [
        *((Cursor, name) for name in ("execute", "executemany", "copy")),
        *((ServerCursor, name) for name in ("execute", "fetchmany")),
    ]
    originals = [(owner, name, getattr(owner, name)) for owner, name in methods]
    for owner, name, original in originals:
        setattr(owner, name, noting(original, asked))
    try:
        yield asked
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def noting(method: Callable[..., Any], asked: Counter[str]) -> Callable[..., Any]:
    """The same method, which adds one each time."""

    def note(*args: Any, **kwargs: Any) -> Any:
        asked["all"] += 1
        return method(*args, **kwargs)

    return note


def plan_elsewhere(path: Path) -> tuple[int, float]:
    """The proposal that a fresh process plans, and the MiB it needed at most."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.ours", str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    proposal, peak = json.loads(done.stdout)
    return proposal, peak


def peak() -> float:
    """The most memory that this process has had, in MiB."""
    if STATUS.exists():  # The other figure may begin with that of the parent.
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    import django

    django.setup()
    proposal = plan(Path(sys.argv[1]))
    sys.stdout.write(json.dumps([proposal.pk, peak()]))


if __name__ == "__main__":
    main()
