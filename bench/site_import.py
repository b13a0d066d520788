"""An import by this site: its plan and its commit, timed and counted.

Run as a program it only plans a file, and prints how much memory that took at most.
"""

import json
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple


class ImportTimes(NamedTuple):
    """Seconds of an import, and queries of its plan (COPY and FETCH aside)."""

    plan: float
    commit: float
    queries: int


def import_file(content: bytes, path: Path) -> ImportTimes:
    """Plan and commit a file. Raises AssertionError when it did not do its work."""
    from django.db import connection

    from bench import dataset
    from mfgusa.proposals import actions

    queries: list[str] = []

    def record(execute: Any, sql: str, *args: Any) -> Any:
        queries.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(record):
        start = perf_counter()
        proposal = plan(path)
        plan_seconds = perf_counter() - start
    start = perf_counter()
    proposal = actions.commit(proposal, by="bench", wait=True)
    commit_seconds = perf_counter() - start
    assert proposal.state == "committed", proposal.problems
    dataset.check_rows(content)
    dataset.check_history(content.count(b"\n") - 1, proposal.pk)
    return ImportTimes(plan_seconds, commit_seconds, len(queries))


def plan(path: Path) -> Any:
    """The proposal of a file, planned. Raises AssertionError when it is not."""
    from django.core.files import File

    from mfgusa.proposals import actions

    with path.open("rb") as file:
        proposal = actions.upload(File(file, name=path.name), by="bench", wait=True)
    assert proposal.state == "planned", proposal.problems
    return proposal


def plan_in_new_process(path: Path) -> tuple[int, float]:
    """The proposal that a fresh process plans, and its peak memory in MiB."""
    process = subprocess.run(
        [sys.executable, "-m", "bench.site_import", str(path)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    proposal, peak = json.loads(process.stdout)
    return proposal, peak


def peak_memory() -> float:
    """The most memory that this process has had, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage() may begin with the peak of the parent.
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> None:
    import django

    django.setup()
    proposal = plan(Path(sys.argv[1]))
    sys.stdout.write(json.dumps([proposal.pk, peak_memory()]))


if __name__ == "__main__":
    main()
