"""A small disk in memory, to be filled to the last byte."""

import ctypes
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE = "400m"
CLONE_NEWNS = 0x00020000  # unshare(2): mounts that no other process sees.


@contextmanager
def small_disk(folder: Path) -> Iterator[str]:
    """Mounts it for this process and its children; yields the reason if it cannot."""
    folder.mkdir()
    reason = _mount(folder)
    try:
        yield reason
    finally:
        if not reason:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _mount(folder: Path) -> str:
    """Mount a tmpfs; returns the reason if that fails."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS):
        return "only root may mount a small disk"
    disk = ["-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    for arguments in (["--make-rprivate", "/"], disk):
        process = subprocess.run(["mount", *arguments], capture_output=True, text=True)
        if process.returncode:
            return process.stderr.strip().splitlines()[0]
    return ""


@contextmanager
def no_space(disk: Path) -> Iterator[None]:
    """No byte is free on the disk."""
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
