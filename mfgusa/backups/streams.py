"""Backups through standard input and output, as `age` and `ssh` take them.

A zip is read from its end, so that both go through a private temporary file.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mfgusa.backups.errors import BackupError
from mfgusa.temporary_folder import temporary_folder

STREAM = "-"  # In the place of a file's name.
STANDARD_INPUT = "Standard input"


@contextmanager
def temporary_path(name: str) -> Iterator[Path]:
    """A path in a private folder that is removed with all that it holds."""
    with temporary_folder() as folder:
        yield folder / name


@contextmanager
def as_file(path: str) -> Iterator[Path]:
    """The file at `path`, or what standard input brings. Raises BackupError."""
    if path != STREAM:
        yield Path(path)
        return
    if sys.stdin.isatty():
        raise BackupError("Standard input is a terminal, not a backup.")
    with temporary_path("standard-input") as received:
        try:
            with received.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        except OSError as error:
            reason = error.strerror or error
            raise BackupError(f"{received} cannot be written: {reason}.") from error
        try:
            yield received
        except BackupError as error:
            reason = str(error).replace(str(received), STANDARD_INPUT)
            raise BackupError(reason) from error


def refuse_terminal() -> None:
    """Raise BackupError when standard output is a terminal."""
    if sys.stdout.isatty():
        raise BackupError("Standard output is a terminal: send it to a file.")


def send(path: Path) -> None:
    """Copy a file to standard output. Raises BackupError unless all of it goes out."""
    try:
        with (
            path.open("rb") as file,
            open(sys.stdout.fileno(), "wb", closefd=False) as output,
        ):
            shutil.copyfileobj(file, output)
    except OSError as error:
        raise BackupError(
            f"Standard output cannot be written: {error.strerror}. What went out is no "
            "backup."
        ) from error
