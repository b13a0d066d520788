"""Zip files, opened so that nothing in them can be larger than it says."""

import errno
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from os import SEEK_END
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.limits import (
    MAX_DIRECTORY_BYTES,
    MAX_UNPACKED_BYTES,
    MIN_RATIO_BYTES,
)
from mfgusa.tables.files.readers.table_file import UnreadableFile

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
END_RECORD = b"PK\x05\x06"
ZIP64_LOCATOR = b"PK\x06\x07"  # Of the end record for very large files (zip64).
MAX_END_RECORD = 66_000  # The end record stands in the last 22 + 65,535 bytes.
DAMAGE_ERRORS = (
    *(BadZipFile, ExpatError, zlib.error, struct.error),
    *(EOFError, LookupError, NotImplementedError, ValueError),
)
ENCRYPTED_FLAG = 1  # The flag of a member that needs a password.
CHUNK_SIZE = 1 << 16


class ZipArchive:
    """A zip file. Raises UnreadableFile when it is damaged or unpacks to too much."""

    def __init__(self, source: Path | IO[bytes], name: str) -> None:
        self.name = name
        with self.damage_as_unreadable():
            if directory_size(source) > MAX_DIRECTORY_BYTES:
                raise self.too_large()
            self.zip = ZipFile(source)
        self.names = self.zip.namelist()
        self.members = {one.filename: one for one in self.zip.infolist()}

    @staticmethod
    def is_zip(path: Path) -> bool:
        with path.open("rb") as file:
            return file.read(4) in ZIP_SIGNATURES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.zip.close()

    @property
    def size(self) -> int:
        """What all members hold when unpacked, as the zip says."""
        return sum(one.file_size for one in self.zip.infolist())

    def check(self, most_members: int, most_ratio: int) -> None:
        """Refuse what is locked, packed in strange ways, or unpacks to too much."""
        if len(self.names) > most_members:
            raise UnreadableFile(
                _("%(file)s holds %(count)d files; at most %(most)d are read.")
                % {"file": self.name, "count": len(self.names), "most": most_members}
            )
        if self.size > MAX_UNPACKED_BYTES:
            raise self.too_large()
        for one in self.zip.infolist():
            self._check_compression(one)
            if one.file_size > max(MIN_RATIO_BYTES, one.compress_size * most_ratio):
                raise self.too_large()

    def _check_compression(self, one: ZipInfo) -> None:
        said = {"file": self.name, "member": one.filename}
        if one.flag_bits & ENCRYPTED_FLAG:
            text = _(
                "%(member)s in %(file)s is protected with a password. Pack it without "
                "one and try again."
            )
            raise UnreadableFile(text % said)
        if one.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            text = _(
                "%(member)s in %(file)s is packed in an unusual way. Make an ordinary "
                "zip and try again."
            )
            raise UnreadableFile(text % said)

    @contextmanager
    def open(self, member: str) -> Iterator[IO[bytes]]:
        """The bytes of one member: never more than it says, and undamaged.

        ZipFile stops at the size that was checked, and compares the checksum.
        """
        with self.damage_as_unreadable(), self.zip.open(self.members[member]) as file:
            yield file

    def copy(self, member: str, path: Path) -> None:
        """Unpack one member to a path of our own choice."""
        with self.open(member) as source, path.open("wb") as target:
            for piece in iter(lambda: source.read(CHUNK_SIZE), b""):
                target.write(piece)

    @contextmanager
    def damage_as_unreadable(self) -> Iterator[None]:
        """Any sign of damage inside becomes a UnreadableFile."""
        try:
            yield
        except UnreadableFile:
            raise
        except DAMAGE_ERRORS as problem:
            raise self.damage_error() from problem
        except OSError as problem:
            if problem.errno != errno.EINVAL:  # Said of a place before the start.
                raise
            raise self.damage_error() from problem

    def damage_error(self) -> UnreadableFile:
        """The refusal of a file that is not whole."""
        return UnreadableFile(
            _(
                "%(file)s is damaged or incomplete. Open it, save it again and try "
                "once more."
            )
            % {"file": self.name}
        )

    def too_large(self) -> UnreadableFile:
        """The refusal of a file that unpacks to more than is read."""
        return UnreadableFile(
            _(
                "%(file)s unpacks to more than a table should hold (%(size)d MB at "
                "most). Upload its tables one by one."
            )
            % {"file": self.name, "size": MAX_UNPACKED_BYTES // 1_000_000}
        )


def directory_size(source: Path | IO[bytes]) -> int:
    """How many bytes the zip's list of members takes, as its end record says.

    Looked up before the list is read, for ZipFile holds it in memory whole.
    """
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        file.seek(max(0, file.seek(0, SEEK_END) - MAX_END_RECORD))
        tail = file.read()
    end = tail.rfind(END_RECORD)
    if end < 0:
        return 0
    if tail[max(0, end - 20) : end].startswith(ZIP64_LOCATOR):
        return int.from_bytes(tail[end - 36 : end - 28], "little")
    return int.from_bytes(tail[end + 12 : end + 16], "little")
