"""A server of a test's own, to whose roles anybody may connect."""

import os
import pwd
from pathlib import Path
from tempfile import mkdtemp

from tests.mfgusa.db.standby import USER, Standby, run


class OwnServer(Standby):
    """An empty server, which listens on a socket in a temporary folder."""

    def __init__(self):
        self.folder = Path(mkdtemp(prefix="own-server-", dir="/tmp"))
        self.data = self.folder / "data"
        if USER:
            os.chown(self.folder, pwd.getpwnam(USER).pw_uid, -1)
        run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-N",
            "--locale=C", "--encoding=UTF8")  # fmt: skip

    def address(self, database, role="postgres"):
        return f"postgresql://{role}@/{database}?host={self.folder}"
