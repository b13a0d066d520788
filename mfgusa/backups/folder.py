"""The folder of a site's backups: what they are called, and how many stay."""

import re
import stat
from pathlib import Path

from django.utils import timezone

from mfgusa.backups.archive import read_manifest
from mfgusa.backups.errors import BackupError

SUFFIX = ".backup"
DATED_NAME = f"mfgusa-%Y%m%d-%H%M%S{SUFFIX}"
DATED_NAMES = re.compile(r"mfgusa-\d{8}-\d{6}\.backup")


def new_backup_path(target: str) -> Path:
    """The file to write: `target` itself, or one named by the time in that folder.

    A folder that ends with a slash is made. Raises BackupError for a name that could
    be either, and for a folder that cannot be made.
    """
    path = Path(target)
    if target.endswith("/"):
        make_folder(path)
    if path.is_dir():
        return path / timezone.now().strftime(DATED_NAME)
    if path.suffix != SUFFIX:
        raise BackupError(
            f"Folder {path} does not exist. Write {path}/ to create it, or "
            f"{path}{SUFFIX} for a file."
        )
    return path


def make_folder(path: Path) -> None:
    """Make a folder if it is missing. Raises BackupError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(f"{path} cannot be made: {error.strerror}.") from error


def is_open_to_all(folder: Path) -> bool:
    """Whether each account of the machine can delete the files of a folder."""
    mode = folder.stat().st_mode
    return bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX


def is_dated_backup(path: Path) -> bool:
    """Whether a file is a backup of ours, by its name and its manifest."""
    if path.is_symlink() or not DATED_NAMES.fullmatch(path.name):
        return False
    try:
        read_manifest(path)
    except BackupError:
        return False
    return True


def delete_old_backups(newest: Path, keep: int) -> list[Path]:
    """Delete the oldest backups beside `newest`, so that `keep` stay with it.

    Returns what was deleted. Raises BackupError when a file cannot be.
    """
    older = (path for path in newest.parent.iterdir() if path.name < newest.name)
    surplus = sorted(filter(is_dated_backup, older), reverse=True)[keep - 1 :]
    for path in surplus:
        try:
            path.unlink()
        except OSError as error:
            reason = f"{path} cannot be deleted: {error.strerror}."
            raise BackupError(f"{newest} is complete, but {reason}") from error
    return surplus
