"""What the site is measured against: Datasette, and a view that does nearly nothing."""

import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from bench.race import Reader
from bench.site import free_port

COLUMNS = ("key", "name", "sector", "subsector", "state", "country", "city", "ror")


class Server:
    """A server on loopback that ends with the benchmark."""

    def __init__(self, command: list[str], path: str, **given: Any) -> None:
        self.url = f"http://127.0.0.1:{command[command.index('--port') + 1]}"
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **given
        )
        while self.process.poll() is None:
            try:
                Reader(self.url).get(path)
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"{command[0]} did not start")

    @property
    def memory(self) -> float:
        """Megabytes of its own of all its processes."""
        return memory_of(self.process.pid)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def memory_of(pid: int) -> float:
    """Megabytes that a process and those it started have for themselves."""
    one = psutil.Process(pid)
    every = [one, *one.children(recursive=True)]
    return sum(process.memory_full_info().uss for process in every) / 1e6


def datasette(folder: Path, partners: Any, memberships: Any) -> Server:
    """Datasette on the same rows in SQLite, with the indexes that it needs."""
    file = folder / "partners.db"
    with sqlite3.connect(file) as database:
        database.execute(
            f"CREATE TABLE partners (id INTEGER PRIMARY KEY, {','.join(COLUMNS)})"
        )
        marks = ",".join("?" * (len(COLUMNS) + 1))
        database.executemany(f"INSERT INTO partners VALUES ({marks})", partners)
        database.execute("CREATE TABLE memberships (partner, institute, role)")
        database.executemany("INSERT INTO memberships VALUES (?,?,?)", memberships)
        for column in ("sector", "subsector", "state", "country", "name"):
            database.execute(f"CREATE INDEX by_{column} ON partners ({column})")
        database.execute("CREATE INDEX by_partner ON memberships (partner)")
        database.execute(
            "CREATE VIRTUAL TABLE found USING fts5(name, city, "
            'content="partners", content_rowid=id)'
        )
        database.execute("INSERT INTO found(found) VALUES ('rebuild')")
        database.execute("ANALYZE")
    database.close()
    program = Path(sys.executable).with_name("datasette")
    limits = ("sql_time_limit_ms", "facet_time_limit_ms")
    settings = [part for name in limits for part in ("--setting", name, "60000")]
    command = [str(program), str(file), "--port", str(free_port()), *settings]
    return Server(command, "/partners/partners?_size=1")


def bare(page: bytes, folder: Path, environment: dict[str, str]) -> Server:
    """Django with one view: one query, then these bytes; served as the site is."""
    (folder / "page").write_bytes(page)
    command = [sys.executable, "-m", "granian", "--interface=wsgi", "--workers=2"]
    command += ["--blocking-threads=4", "--log-level=error", "--port", str(free_port())]
    variables = environment | {"BARE_PAGE": str(folder / "page")}
    return Server([*command, "bench.bare_site:application"], "/", env=variables)
