"""Private folders for a while; those of killed processes are removed."""

import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "mfgusa-tmp-"
START_SECONDS = 60  # Until a new folder has surely been locked.


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that goes with the block; folders of killed processes go first."""
    remove_abandoned_folders()
    with TemporaryDirectory(prefix=PREFIX) as folder, _lock(Path(folder)):
        yield Path(folder)


def remove_abandoned_folders() -> None:
    """Remove the temporary folders of this machine that no process uses."""
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # It is in use, or it is not ours, or just gone.
            _remove_abandoned(path)


def _remove_abandoned(path: Path) -> None:
    status = path.lstat()
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    if is_ours and time.time() - status.st_mtime > START_SECONDS:
        with _lock(path):
            shutil.rmtree(path)


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Hold a folder; the kernel lifts the lock of who dies. Raises BlockingIOError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
