"""A streaming replica of the tests' server."""

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from tests.mfgusa.db.own_server import OwnServer, run

PATIENCE = 60  # Seconds, on a machine that is busy.
DROP_SLOT = """
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
    WHERE slot_name = %s AND NOT active
"""


class Standby(OwnServer):
    """A copy of the tests' server, which follows it once it is started."""

    prefix = "standby-"

    def create(self):
        self.primary = connection.get_connection_params()["host"]
        # The slot keeps the log that the standby lacks, however much others write.
        self.slot = self.folder.name.replace("-", "_").lower()
        run("pg_basebackup", "-h", self.primary, "-U", "postgres", "-D", self.data,
                 "-R", "-X", "stream", "-c", "fast", "-C", "-S", self.slot)  # fmt: skip

    @contextmanager
    def hung(self):
        """All its processes stand still: it neither answers nor hangs up."""
        pids = self.pids()
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def pids(self):
        """The server and its children, which answer the sessions."""
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [pid, *map(int, children.split())]

    def remove(self):
        super().remove()
        self.drop_slot()

    def drop_slot(self):
        """Once the primary has noticed that the standby is gone."""
        end = time.monotonic() + PATIENCE
        address = {"host": self.primary, "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**address, autocommit=True) as session:
            while not session.execute(DROP_SLOT, [self.slot]).fetchall():
                assert time.monotonic() < end
                time.sleep(0.05)
