"""Locks of the processes that use the server; the kernel lifts those of the dead.

`postgres.lock` beside the data folder excludes two who start or stop the server at
once; it is outside because a database is made in an empty folder only. `in-use.lock`
inside is shared by all processes that use the server.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mfgusa.db.embedded.user import ServerUser

FLAGS = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW

# The open file for each folder whose server a process uses, by its number: a fork has
# a copy of what its parent holds.
_in_use: dict[tuple[Path, int], int] = {}


@contextmanager
def start_lock(folder: Path) -> Iterator[None]:
    """Exclude other processes, and threads, that start or stop the same server."""
    owner = folder.parent.stat()
    file = _open(folder.with_name(f"{folder.name}.lock"), owner.st_uid, owner.st_gid)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def hold_server(folder: Path, user: ServerUser) -> bool:
    """Keep others from stopping the server while we live; return whether that is new.

    Under the start lock, as the next function.
    """
    file = _open(folder / "in-use.lock", user.uid, user.gid)
    fcntl.flock(file, fcntl.LOCK_SH)
    before = _in_use.pop((folder, os.getpid()), None)
    if before is not None:
        os.close(before)
    _in_use[folder, os.getpid()] = file
    return before is None


def release_server(folder: Path) -> bool:
    """Give up our hold; return whether nobody else has one."""
    os.close(_in_use.pop((folder, os.getpid())))
    file = os.open(folder / "in-use.lock", FLAGS)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(file)


def _open(file: Path, uid: int, gid: int) -> int:
    """Open a lock, which is made for its owner if it is missing.

    An existing file keeps its owner: its name may be a link to another of root's.
    """
    try:
        descriptor = os.open(file, FLAGS | os.O_CREAT | os.O_EXCL, mode=0o600)
    except FileExistsError:
        return os.open(file, FLAGS)
    if os.geteuid() == 0:
        os.fchown(descriptor, uid, gid)
    return descriptor
