"""The file that a backup is: a zip of PostgreSQL's dump and a manifest beside it.

Any unzip opens it, and `pg_restore` reads `database.dump` without this code.
"""

import hashlib
import json
import lzma
import os
import re
import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp
from typing import IO, NamedTuple, get_origin, get_type_hints
from zipfile import BadZipFile, ZipFile

from django.utils.formats import date_format

from mfgusa.backups.contents import Contents
from mfgusa.backups.errors import BackupError

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
CHUNK_SIZE = 1 << 20  # Bytes.
MANIFEST_LIMIT = 1 << 20  # Bytes; a crafted file may unpack to any number.
PART_NAMES = re.compile(r".+\.backup\.[a-z0-9_]{8}\.part")
PART_SECONDS = 12 * 3600  # Since the last write to a file that is abandoned.

# What a file raises that is not a zip, is cut short or holds something else.
DAMAGE_ERRORS = (
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zlib.error,
)


class Manifest(NamedTuple):
    """The description that a backup carries with it."""

    made: str  # ISO 8601, UTC
    postgres: int  # The server's version, such as 180004.
    contents: Contents
    bytes: int
    sha256: str

    @property
    def moment(self) -> str:
        """When the backup was made, such as December 1, 2026, 04:28 UTC."""
        made = datetime.fromisoformat(self.made).astimezone(UTC)
        return f"{date_format(made, 'F j, Y, H:i')} UTC"


class BackupArchive:
    """A complete backup, open for reading."""

    def __init__(self, path: Path, file: ZipFile) -> None:
        self.path, self.file = path, file
        self.manifest = _parse_manifest(path, file)
        size_and_digest = self.manifest.bytes, self.manifest.sha256
        if _size_and_digest(self.dump()) != size_and_digest:
            raise BadZipFile("the checksum does not fit")

    def dump(self) -> Iterator[bytes]:
        """The dump, in chunks."""
        with self.file.open(DUMP) as stream:
            yield from _read_chunks(stream)


@contextmanager
def open_archive(path: Path) -> Iterator[BackupArchive]:
    """Open a backup. Raises BackupError for a damaged file or a newer format."""
    with ExitStack() as stack:
        with _damage_as_backup_error(path):
            archive = BackupArchive(path, stack.enter_context(ZipFile(path)))
        yield archive


def read_manifest(path: Path) -> Manifest:
    """The description in a backup, whose dump is not read. Raises BackupError."""
    with _damage_as_backup_error(path), ZipFile(path) as file:
        return _parse_manifest(path, file)


def _parse_manifest(path: Path, file: ZipFile) -> Manifest:
    with file.open(MANIFEST) as stream:
        text = stream.read(MANIFEST_LIMIT + 1)
    if len(text) > MANIFEST_LIMIT:
        raise BadZipFile("the manifest is too long")
    fields = json.loads(text)
    if fields.pop("format") > FORMAT:
        raise BackupError(f"{path} was written by a newer version of this site.")
    contents = Contents(**fields["contents"])
    manifest = Manifest(**fields | {"contents": contents})
    _check_types(manifest)
    _check_types(contents)
    datetime.fromisoformat(manifest.made)  # Raises ValueError for another text.
    return manifest


def _check_types(row: Manifest | Contents) -> None:
    """Raise TypeError for a value that is not what the manifest says it is."""
    for name, kind in get_type_hints(type(row)).items():
        if not isinstance(getattr(row, name), get_origin(kind) or kind):
            raise TypeError(name)


@contextmanager
def _damage_as_backup_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        raise BackupError(f"{path} cannot be read: {reason}.") from error
    except DAMAGE_ERRORS as error:
        raise BackupError(
            f"{path} is damaged or is not a backup made by this site."
        ) from error


def write_archive(
    path: Path, stream: IO[bytes], *, made: str, postgres: int, contents: Contents
) -> Manifest:
    """Write a dump into an archive while it is made; only a chunk is in memory."""
    with ZipFile(path, "w") as file:
        with file.open(DUMP, "w", force_zip64=True) as target:
            size, digest = _size_and_digest(_tee(_read_chunks(stream), target))
        manifest = Manifest(made, postgres, contents, size, digest)
        fields = manifest._asdict() | {"contents": contents._asdict()}
        file.writestr(MANIFEST, json.dumps({"format": FORMAT} | fields, indent=1))
    return manifest


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Where to write a private file that gets its name once it is complete and on disk.

    Raises BackupError when it cannot be written, or when there is a file of that name.
    """
    if path.exists():
        raise BackupError(f"{path} already exists. Backups do not overwrite files.")
    try:
        _delete_abandoned_parts(path.parent)
        with _private_part(path) as part:
            yield part
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from error


def _delete_abandoned_parts(folder: Path) -> None:
    """Delete what backups left that were killed; none takes as long as that."""
    for path in folder.iterdir():
        if PART_NAMES.fullmatch(path.name) and not path.is_symlink():
            with suppress(OSError):  # It is somebody else's, or just gone.
                if time.time() - path.stat().st_mtime > PART_SECONDS:
                    path.unlink()


@contextmanager
def _private_part(path: Path) -> Iterator[Path]:
    descriptor, name = mkstemp(".part", f"{path.name}.", path.parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        with suppress(OSError):
            os.unlink(name)


def _read_chunks(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: stream.read(CHUNK_SIZE), b"")


def _tee(chunks: Iterable[bytes], target: IO[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        target.write(chunk)
        yield chunk


def _size_and_digest(chunks: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()
