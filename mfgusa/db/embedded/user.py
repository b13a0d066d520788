"""The user of the operating system that the server runs as."""

import os
import pwd
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import NamedTuple, Self

from mfgusa.db.embedded.errors import StartRefused

NAME_FOR_ROOT = "pgserver"  # PostgreSQL refuses to run as root.
CREATE_USER = [
    "useradd",
    "--system",
    "--no-create-home",
    "--shell=/usr/sbin/nologin",
    NAME_FOR_ROOT,
]


class ServerUser(NamedTuple):
    """Whoever starts the server; for root the owner of the data, or `pgserver`."""

    name: str
    uid: int
    gid: int

    @classmethod
    def for_folder(cls, folder: Path) -> Self:
        """The user for the data in `folder`. Raises StartRefused if there is none."""
        uid, owner = os.geteuid(), folder.stat()
        if uid == 0:
            return cls._from_owner(owner) if owner.st_uid else cls._for_root()
        if owner.st_uid != uid:
            raise StartRefused(
                f"it belongs to the user {_name_of(owner.st_uid)}",
                "Run the site as that user, or set DATA_DIR to another folder.",
            )
        return cls._myself()

    @classmethod
    def _from_owner(cls, owner: os.stat_result) -> Self:
        """Who owns the folder; in a container of another image they have no name."""
        try:
            entry = pwd.getpwuid(owner.st_uid)
        except KeyError:
            return cls(str(owner.st_uid), owner.st_uid, owner.st_gid)
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @classmethod
    def _myself(cls) -> Self:
        try:
            name = pwd.getpwuid(os.geteuid()).pw_name
        except KeyError as error:
            raise StartRefused(
                f"the user {os.geteuid()} has no name here, which PostgreSQL needs",
                "Run the site as a user with a name.",
            ) from error
        return cls(name, os.geteuid(), os.getegid())

    @classmethod
    def _for_root(cls) -> Self:
        with suppress(KeyError):
            return cls._from_name(NAME_FOR_ROOT)
        with suppress(OSError):  # Two at once: the second finds what the first made.
            subprocess.run(CREATE_USER, check=False, capture_output=True)
        try:
            return cls._from_name(NAME_FOR_ROOT)
        except KeyError as error:
            raise StartRefused(
                f"root needs a user {NAME_FOR_ROOT} to run it, who cannot be made",
                "Make that user, or run the site as a user other than root.",
            ) from error

    @classmethod
    def _from_name(cls, name: str) -> Self:
        entry = pwd.getpwnam(name)
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def own(self, file: Path | int) -> None:
        """Make a file or folder of root's, or an open file, the user's own."""
        if os.geteuid() == 0:
            os.chown(file, self.uid, self.gid)

    def write(self, file: Path, text: str) -> bool:
        """Write a private file of the user; return whether that changes it.

        The name may be a link that the user made: it is replaced, never followed.
        """
        if file.is_file() and file.read_bytes() == text.encode():
            return False
        descriptor, part = mkstemp(dir=file.parent, prefix=f"{file.name}.")
        try:
            with open(descriptor, "w") as new:
                new.write(text)
                self.own(descriptor)
            os.replace(part, file)
        except OSError:
            os.unlink(part)
            raise
        return True


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
