"""The file that a backup is: a zip of PostgreSQL's dump and a manifest beside it.

Any unzip opens it, and `pg_restore` reads `database.dump` without this code.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from mfgusa.backups.contents import Contents
from mfgusa.backups.errors import BackupError

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
PIECE = 1 << 20  # bytes

# What a file provokes that is no zip, is cut short or holds something else.
BROKEN = (BadZipFile, EOFError, LookupError, RuntimeError, TypeError, ValueError)


class Manifest(NamedTuple):
    """What a backup says of itself."""

    made: str  # ISO 8601, UTC
    postgres: int  # The server's version, such as 180004.
    contents: Contents
    bytes: int
    sha256: str


class Archive:
    """A whole backup, open for reading."""

    def __init__(self, path: Path, file: ZipFile) -> None:
        self.path, self.file = path, file
        self.manifest = self._manifest()
        if _measured(self.dump()) != (self.manifest.bytes, self.manifest.sha256):
            raise BadZipFile("the checksum does not fit")

    def _manifest(self) -> Manifest:
        said = json.loads(self.file.read(MANIFEST))
        if said.pop("format") > FORMAT:
            raise BackupError(
                f"{self.path} was written by a newer version of this site."
            )
        return Manifest(**said | {"contents": Contents(**said["contents"])})

    def dump(self) -> Iterator[bytes]:
        """The dump, in pieces."""
        with self.file.open(DUMP) as stream:
            yield from _pieces(stream)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """A backup to read. Raises BackupError for a damaged one, or a newer format."""
    with ExitStack() as stack:
        try:
            archive = Archive(path, stack.enter_context(ZipFile(path)))
        except OSError as problem:
            reason = problem.strerror or problem
            raise BackupError(f"{path} cannot be read: {reason}.") from problem
        except BROKEN as problem:
            raise BackupError(
                f"{path} is damaged, or no backup of this site."
            ) from problem
        yield archive


def write(path: Path, stream: Any, **said: Any) -> Manifest:
    """Take in a dump while it is made, and what is said of it; nothing is held."""
    with ZipFile(path, "w") as file:
        with file.open(DUMP, "w", force_zip64=True) as into:
            size, digest = _measured(_passed_on(_pieces(stream), into))
        manifest = Manifest(bytes=size, sha256=digest, **said)
        named = manifest._asdict() | {"contents": manifest.contents._asdict()}
        file.writestr(MANIFEST, json.dumps({"format": FORMAT} | named, indent=1))
    return manifest


@contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """Where to write a file that bears its name only once it is whole and on disk."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.touch()
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except OSError as problem:
        raise BackupError(f"{path} cannot be written: {problem.strerror}.") from problem
    finally:
        with suppress(OSError):
            part.unlink()


def _pieces(stream: Any) -> Iterator[bytes]:
    return iter(lambda: stream.read(PIECE), b"")


def _passed_on(pieces: Iterable[bytes], into: Any) -> Iterator[bytes]:
    for piece in pieces:
        into.write(piece)
        yield piece


def _measured(pieces: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()
