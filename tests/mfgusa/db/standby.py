"""A streaming replica of the tests' server, made of its own binaries."""

import os
import pwd
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from django.db import connection

from mfgusa.db import embedded
from mfgusa.db.embedded.user import NAME_FOR_ROOT

BIN = embedded.find_programs()[1]
USER = NAME_FOR_ROOT if os.geteuid() == 0 else None


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
        primary = connection.get_connection_params()["host"]
        run("pg_basebackup", "-h", primary, "-U", "postgres", "-D", self.data,
                 "-R", "-X", "stream", "-c", "fast")  # fmt: skip

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

    def address(self, database):
        return f"postgresql://postgres@/{database}?host={self.folder}"
