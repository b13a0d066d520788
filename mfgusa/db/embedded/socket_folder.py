"""The private folder of the server's socket.

It is the data folder. An address of a socket holds about a hundred bytes; for a data
folder with a longer path it is a folder of the user's session, or a temporary one.
"""

import hashlib
import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from mfgusa.db.embedded.errors import StartRefused
from mfgusa.db.embedded.user import ServerUser

PREFIX = "mfgusa-"
SOCKET_NAME = ".s.PGSQL.5432"
MAX_LENGTH = 107 if sys.platform == "linux" else 103  # Of sun_path, without its end.
NAME_FILE = "socket-folder"  # In the data folder: the path of the temporary one.


def make_socket_folder(data: Path, user: ServerUser) -> Path:
    """The folder for the socket of a server to be started; it exists and is private."""
    if _suits(data):
        return data
    return _session_folder(data, user) or _temporary_folder(data, user)


def is_closed_to_others(folder: Path, user: ServerUser) -> bool:
    """Whether a folder belongs to the user and is closed to all others."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    is_closed = not stat.S_IMODE(status.st_mode) & 0o077
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user.uid and is_closed


def remove_socket_folder(data: Path, folder: Path) -> None:
    """Remove what was made for the socket of a server that has ended."""
    if folder.name.startswith(PREFIX):
        with suppress(OSError):  # It is not empty, or gone.
            folder.rmdir()
    (data / NAME_FILE).unlink(missing_ok=True)


def _suits(folder: Path) -> bool:
    """Whether a socket may lie here: for libpq, a comma separates two hosts."""
    socket = os.fsencode(folder / SOCKET_NAME)
    return folder.is_absolute() and len(socket) <= MAX_LENGTH and b"," not in socket


def _session_folder(data: Path, user: ServerUser) -> Path | None:
    session = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    folder = session / f"{PREFIX}{digest}"
    if not _suits(folder) or not is_closed_to_others(session, user):
        return None
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder if is_closed_to_others(folder, user) else None


def _temporary_folder(data: Path, user: ServerUser) -> Path:
    """The one made before, if it is still ours; else a new one."""
    with suppress(OSError, ValueError):
        folder = Path((data / NAME_FILE).read_text())
        if _suits(folder) and is_closed_to_others(folder, user):
            return folder
    for parent in (tempfile.gettempdir(), "/tmp"):
        if _suits(Path(parent) / f"{PREFIX}01234567"):
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
            user.own(folder)
            user.write(data / NAME_FILE, str(folder))
            return folder
    raise StartRefused("no folder for its socket has a path that is short enough")
