"""What keeps the server from starting, in one line that a person can read."""

import errno
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# What ended the server; not what clients are told while it starts.
FATAL = r"^.*?(FATAL|PANIC|error):(?!\s+the database system is )\s+"
LEVEL = r"^.*?(LOG|HINT|DETAIL|FATAL):\s+"

# What a killed server leaves for a while, which only its processes may remove.
NOT_ENDED = re.compile(r"lock file .* already exists|shared memory .* still in use")

MAKE_ROOM = "Make room on its disk; delete nothing in the folder."
BEGIN_AFRESH = "Move the folder away to begin afresh, or set DATA_DIR to another one."
WAIT = (
    "A server of this folder is still ending or starting: leave the folder as it is. A "
    "site that runs tries again by itself; else try again in a minute."
)
SET_DATA_DIR = "Set DATA_DIR to a folder that can be written."


class DatabaseUnavailable(psycopg.OperationalError):
    """The embedded server cannot be started; the message is one readable line."""


class StartRefused(Exception):
    """A cause that is known before the server is started, and what to do about it."""

    def __init__(self, cause: str, advice: str = BEGIN_AFRESH) -> None:
        super().__init__(cause)
        self.cause, self.advice = cause, advice


@contextmanager
def readable_errors(folder: Path) -> Iterator[None]:
    """Raise DatabaseUnavailable for any error of a server that does not start."""
    log, log_size = folder / "log", 0
    try:
        log_size = log.stat().st_size if log.exists() else 0
        yield
    except subprocess.SubprocessError as error:
        output = getattr(error, "output", None) or ""
        cause = last_error(_new_text(log, log_size) or output)
        raise unavailable(folder, cause) from error
    except StartRefused as error:
        raise unavailable(folder, error.cause, error.advice) from error
    except OSError as error:
        cause = f"{error.strerror or error}: {error.filename or folder}"
        advice = SET_DATA_DIR if isinstance(error, PermissionError) else BEGIN_AFRESH
        raise unavailable(folder, cause, advice) from error


def unavailable(
    folder: Path, cause: str, advice: str = BEGIN_AFRESH
) -> DatabaseUnavailable:
    """The error for a folder, with the advice that its cause deserves."""
    if os.strerror(errno.ENOSPC) in cause:
        advice = MAKE_ROOM
    elif NOT_ENDED.search(cause):
        advice = WAIT
    return DatabaseUnavailable(
        f"the database in {folder} does not start: {cause}. {advice}"
    )


def last_error(text: str) -> str:
    """The last error in what the server, or the program that makes it, has written."""
    lines = [line for line in text.splitlines() if line.strip()]
    fatal = [re.sub(FATAL, "", line) for line in lines if re.match(FATAL, line)]
    messages = [re.sub(LEVEL, "", line) for line in lines]
    return (fatal or messages or ["the server gave no reason"])[-1].rstrip(".")


def _new_text(log: Path, skip: int) -> str:
    """What the log holds from byte `skip` on; all of a log that was begun anew."""
    try:
        with log.open("rb") as file:
            file.seek(skip if skip <= log.stat().st_size else 0)
            return file.read().decode(errors="replace")
    except OSError:
        return ""
