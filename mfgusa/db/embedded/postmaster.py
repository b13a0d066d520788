"""The process of the server, as its file `postmaster.pid` describes it."""

from pathlib import Path
from typing import NamedTuple, Self

import psutil


class Postmaster(NamedTuple):
    """A server that runs; its socket and its status are known a little later."""

    pid: int
    socket_folder: Path
    status: str

    @classmethod
    def of(cls, folder: Path) -> Self | None:
        """The server of a data folder, if it runs."""
        try:
            lines = (folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return None
        if not lines or not _is_postgres(int(lines[0])):
            return None
        lines += [""] * (8 - len(lines))
        return cls(int(lines[0]), Path(lines[4]), lines[7].strip())


def has_ended(folder: Path) -> bool:
    """Whether the server of `folder` has ended, as it does when its disk is full."""
    try:
        is_blank = not (folder / "postmaster.pid").read_text()
    except FileNotFoundError:
        return True
    return not is_blank and Postmaster.of(folder) is None  # Blank: just being written.


def is_running(pid: int) -> bool:
    """Whether a process runs; what has ended and waits to be noticed does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _is_postgres(pid: int) -> bool:
    """Whether a server runs, and not a process that got its number later."""
    try:
        return is_running(pid) and psutil.Process(pid).name().startswith("postgres")
    except psutil.NoSuchProcess:
        return False
