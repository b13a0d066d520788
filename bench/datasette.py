"""Datasette, which the site is compared with, on the same rows in SQLite."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from bench.http_load import Connection
from bench.site import free_port

COLUMNS = ("key", "name", "sector", "subsector", "state", "country", "city", "ror")
INDEXED = ("sector", "subsector", "state", "country", "name")


class Datasette:
    """A server on loopback that ends with the benchmark."""

    def __init__(self, folder: Path, partners: Iterable[tuple[object, ...]]) -> None:
        file = folder / "partners.db"
        write_database(file, partners)
        program, port = Path(sys.executable).with_name("datasette"), free_port()
        command = [str(program), str(file), "--port", str(port)]
        for limit in ("sql_time_limit_ms", "facet_time_limit_ms"):
            command += ["--setting", limit, "60000"]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.wait()

    def wait(self) -> None:
        """Return when it answers. Raises RuntimeError when it does not start."""
        while self.process.poll() is None:
            try:
                return Connection(self.url).get("/partners/partners?_size=1")
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("datasette did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)


def write_database(file: Path, partners: Iterable[tuple[object, ...]]) -> None:
    """The partners with the indexes and the full-text table that Datasette needs."""
    with sqlite3.connect(file) as database:
        database.execute(
            f"CREATE TABLE partners (id INTEGER PRIMARY KEY, {','.join(COLUMNS)})"
        )
        marks = ",".join("?" * (len(COLUMNS) + 1))
        database.executemany(f"INSERT INTO partners VALUES ({marks})", partners)
        for column in INDEXED:
            database.execute(f"CREATE INDEX by_{column} ON partners ({column})")
        database.execute(
            "CREATE VIRTUAL TABLE words USING fts5(name, city, "
            'content="partners", content_rowid=id)'
        )
        database.execute("INSERT INTO words(words) VALUES ('rebuild')")
        database.execute("ANALYZE")
    database.close()
