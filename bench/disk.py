"""A small disk of our own, to be filled to the last byte."""

import ctypes
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = "400m"
NEW_MOUNTS = 0x00020000  # CLONE_NEWNS, unshare(2)


@contextmanager
def small_disk(folder: Path) -> Iterator[str]:
    """A folder on one, for this process and those it starts; if not, the reason why."""
    folder.mkdir()
    why_not = _mount(folder)
    try:
        yield why_not
    finally:
        if not why_not:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _mount(folder: Path) -> str:
    """In memory, out of sight of all other processes."""
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_MOUNTS):
        return "only root may mount a small disk"
    disk = ["-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    for arguments in (["--make-rprivate", "/"], disk):
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
        if done.returncode:
            return done.stderr.strip().splitlines()[0]
    return ""


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """No byte is free on it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
    try:
        yield
    finally:
        ballast.unlink()
