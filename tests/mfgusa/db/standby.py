"""A streaming replica of the tests' server, made of its own binaries."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg
from django.db import connection

from mfgusa.db import embedded
from mfgusa.db.embedded.user import NAME_FOR_ROOT

BIN = embedded.find_programs()[1]
USER = NAME_FOR_ROOT if os.geteuid() == 0 else None
PATIENCE = 60  # Seconds, on a machine that is busy.
DROP_SLOT = """
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
    WHERE slot_name = %s AND NOT active
"""


def run(program, *arguments):
    """Run one of the server's programs; what it starts keeps none of our files."""
    subprocess.run(
        [BIN / program, *arguments],
        user=USER,
        cwd="/",
        check=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


class Standby:
    """It listens on a socket in a temporary folder, which goes with it."""

    def __init__(self):
        self.folder = Path(mkdtemp(prefix="standby-", dir="/tmp"))
        self.data = self.folder / "data"
        if USER:
            os.chown(self.folder, pwd.getpwnam(USER).pw_uid, -1)
        self.primary = connection.get_connection_params()["host"]
        # The slot keeps the log that the standby lacks, however much others write.
        self.slot = self.folder.name.replace("-", "_").lower()
        run("pg_basebackup", "-h", self.primary, "-U", "postgres", "-D", self.data,
                 "-R", "-X", "stream", "-c", "fast", "-C", "-S", self.slot)  # fmt: skip

    def start(self):
        """Raises RuntimeError with the end of the server's log."""
        options = f"-h '' -k {self.folder}"
        log = self.folder / "log"
        try:
            run("pg_ctl", "-w", "-D", self.data, "-l", log, "-o", options, "start")
        except subprocess.CalledProcessError as problem:
            raise RuntimeError(log.read_text()[-4000:]) from problem

    def stop(self):
        """With no warning to whoever is connected."""
        run("pg_ctl", "-w", "-D", self.data, "-m", "immediate", "stop")

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
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)
        self.drop_slot()

    def drop_slot(self):
        """Once the primary has noticed that the standby is gone."""
        end = time.monotonic() + PATIENCE
        address = {"host": self.primary, "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**address, autocommit=True) as session:
            while not session.execute(DROP_SLOT, [self.slot]).fetchall():
                assert time.monotonic() < end
                time.sleep(0.05)

    def address(self, database):
        return f"postgresql://postgres@/{database}?host={self.folder}"
