"""Zip files, none of whose members can be larger than stated."""

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
ZIP64_LOCATOR = b"PK\x06\x07"
MAX_END_RECORD = 66_000  # The record has 22 bytes and a comment of up to 65,535.
DAMAGE_ERRORS = (
    *(BadZipFile, ExpatError, zlib.error, struct.error),
    *(EOFError, LookupError, NotImplementedError, ValueError),
)
ENCRYPTED_FLAG = 1  # Of a member that needs a password.
CHUNK_SIZE = 1 << 16


class ZipArchive:
    """An open zip file. Raises UnreadableFile when it is damaged or too large."""

    def __init__(self, source: Path | IO[bytes], name: str) -> None:
        self.name = name
        with self.damage_as_unreadable():
            if directory_size(source) > MAX_DIRECTORY_BYTES:
                raise self.too_large()
            self.zip = ZipFile(source)
        self.names = self.zip.namelist()
        self.members = {member.filename: member for member in self.zip.infolist()}

    @staticmethod
    def is_zip(path: Path) -> bool:
        """Whether a file begins like a zip."""
        with path.open("rb") as file:
            return file.read(4) in ZIP_SIGNATURES

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.zip.close()

    @property
    def size(self) -> int:
        """The stated size of all members when unpacked."""
        return sum(member.file_size for member in self.zip.infolist())

    def check(self, max_members: int, max_ratio: int) -> None:
        """Raise UnreadableFile for encrypted, unusual or too large archives."""
        if len(self.names) > max_members:
            raise UnreadableFile(
                _("%(file)s holds %(count)d files; at most %(most)d are read.")
                % {"file": self.name, "count": len(self.names), "most": max_members}
            )
        if self.size > MAX_UNPACKED_BYTES:
            raise self.too_large()
        for member in self.zip.infolist():
            self._check_compression(member)
            limit = max(MIN_RATIO_BYTES, member.compress_size * max_ratio)
            if member.file_size > limit:
                raise self.too_large()

    def _check_compression(self, member: ZipInfo) -> None:
        params = {"file": self.name, "member": member.filename}
        if member.flag_bits & ENCRYPTED_FLAG:
            text = _(
                "%(member)s in %(file)s is protected with a password. Pack it without "
                "one and try again."
            )
            raise UnreadableFile(text % params)
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            text = _(
                "%(member)s in %(file)s is packed in an unusual way. Make an ordinary "
                "zip and try again."
            )
            raise UnreadableFile(text % params)

    @contextmanager
    def open(self, member: str) -> Iterator[IO[bytes]]:
        """The content of a member. Raises UnreadableFile for a damaged one.

        ZipFile stops at the stated size and compares the checksum.
        """
        with self.damage_as_unreadable(), self.zip.open(self.members[member]) as file:
            yield file

    def extract(self, member: str, path: Path) -> None:
        """Unpack one member to a path. Raises UnreadableFile."""
        with self.open(member) as source, path.open("wb") as target:
            for chunk in iter(lambda: source.read(CHUNK_SIZE), b""):
                target.write(chunk)

    @contextmanager
    def damage_as_unreadable(self) -> Iterator[None]:
        """Turn the errors that damage causes into UnreadableFile."""
        try:
            yield
        except UnreadableFile:
            raise
        except DAMAGE_ERRORS as problem:
            raise self.damage_error() from problem
        except OSError as problem:
            if problem.errno != errno.EINVAL:  # A seek before the start.
                raise
            raise self.damage_error() from problem

    def damage_error(self) -> UnreadableFile:
        """The error for a file that is not complete."""
        return UnreadableFile(
            _(
                "%(file)s is damaged or incomplete. Open it, save it again and try "
                "once more."
            )
            % {"file": self.name}
        )

    def too_large(self) -> UnreadableFile:
        """The error for a file that unpacks to more than the limit."""
        return UnreadableFile(
            _(
                "%(file)s unpacks to more than a table should hold (%(size)d MB at "
                "most). Upload its tables one by one."
            )
            % {"file": self.name, "size": MAX_UNPACKED_BYTES // 1_000_000}
        )


def directory_size(source: Path | IO[bytes]) -> int:
    """The size of the central directory in bytes, as the end record states.

    It is checked before ZipFile reads the whole directory into memory.
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
