"""A PostgreSQL server of a test's own, made of the embedded server's programs."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

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


class OwnServer:
    """It listens on a socket in a temporary folder, which goes with it.

    Anybody may connect to any of its roles.
    """

    prefix = "own-server-"

    def __init__(self):
        self.folder = Path(mkdtemp(prefix=self.prefix, dir="/tmp"))
        self.data = self.folder / "data"
        if USER:
            os.chown(self.folder, pwd.getpwnam(USER).pw_uid, -1)
        self.create()

    def create(self):
        """An empty server."""
        run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-N",
            "--locale=C", "--encoding=UTF8")  # fmt: skip

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

    def remove(self):
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder)

    def address(self, database, role="postgres"):
        return f"postgresql://{role}@/{database}?host={self.folder}"
