"""Starts, joins, restarts and stops the server of a data folder."""

import atexit
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from mfgusa.db.embedded.authentication import write_authentication
from mfgusa.db.embedded.errors import StartRefused, readable_errors
from mfgusa.db.embedded.locks import hold_server, release_server, start_lock
from mfgusa.db.embedded.postmaster import Postmaster, is_running
from mfgusa.db.embedded.programs import (
    VERSION,
    find_programs,
    portable_environment,
    run_to_end,
    switch_user,
)
from mfgusa.db.embedded.socket_folder import (
    is_closed_to_others,
    make_socket_folder,
    remove_socket_folder,
)
from mfgusa.db.embedded.user import ServerUser
from mfgusa.env import make_data_folder

INITDB = ["--auth-local=peer", "--auth-host=reject", "--encoding=utf8"]
INITDB += ["--username=postgres", "--no-instructions"]

# It outlives who starts it, as no child of theirs; the shell says its number.
LAUNCH = 'umask 077; log=$1; shift; "$@" >>"$log" 2>&1 & echo $!'

LOG_SIZE = 1_000_000  # Bytes; a longer log is put aside at the next start.
START_SECONDS = 300  # Recovery after a crash takes its time.
STOP_SECONDS = 60
PAUSE = 0.02


def start(folder: Path) -> str:
    """Start (or join) the server whose data live in `folder`; return its address.

    Raises DatabaseUnavailable with one line that names the folder and the cause.
    """
    with readable_errors(folder):
        folder = folder.resolve()
        make_data_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        user = ServerUser.for_folder(folder)
        with start_lock(folder):
            _prepare_folder(folder, user)
            server = _run(folder, user)
            if hold_server(folder, user):
                atexit.register(_leave, folder, os.getpid())
        return _address(server)


def restart(folder: Path) -> None:
    """Start a server that this process had started; its address stays the same.

    Raises DatabaseUnavailable.
    """
    with readable_errors(folder):
        folder = folder.resolve()
        user = ServerUser.for_folder(folder)
        with start_lock(folder):
            _run(folder, user)


def address(folder: Path) -> str:
    """The address of a server that runs. Raises LookupError if it does not."""
    server = Postmaster.of(folder)
    if server is None:
        raise LookupError(f"no server runs in {folder}")
    return _address(server)


def _address(server: Postmaster) -> str:
    socket_folder = quote(os.fsencode(server.socket_folder), safe="/")
    return f"postgresql://postgres@/postgres?host={socket_folder}"


def _prepare_folder(folder: Path, user: ServerUser) -> None:
    """See that the folder is the user's, private, and holds a database."""
    is_new = not any(folder.iterdir())
    if not is_new:
        _check_version(folder)
    user.own(folder)
    folder.chmod(0o700)
    if is_new:
        run_to_end(user, "initdb", *INITDB, f"--pgdata={folder}", folder=folder)
    (folder / ".handle_pids.json").unlink(missing_ok=True)  # Of version 0.2.0.


def _check_version(folder: Path) -> None:
    """Raise StartRefused for a folder that is damaged or used for something else."""
    file = folder / "PG_VERSION"
    if not file.exists():
        raise StartRefused("the folder holds other files, but no database")
    version = file.read_text(errors="replace").strip()
    if not version.isdecimal():
        raise StartRefused("its file PG_VERSION is damaged")
    if int(version) != VERSION:
        raise StartRefused(
            f"found version {version} of PostgreSQL's data, this code needs {VERSION}",
            "Back it up with the code that made it; restore that into a new DATA_DIR.",
        )


def _run(folder: Path, user: ServerUser) -> Postmaster:
    """The server, which is started unless it runs; nobody else can connect to it."""
    server = _await_ready(folder)
    if server and not _has_private_socket(server, folder, user):
        _stop(server, folder)
        server = None
    has_changed = write_authentication(folder, user)
    if server is None:
        return _launch(folder, user)
    if has_changed:
        os.kill(server.pid, signal.SIGHUP)
    return server


def _has_private_socket(server: Postmaster, folder: Path, user: ServerUser) -> bool:
    """Version 0.2.0 used folders that were open to all."""
    place = server.socket_folder
    return place == folder or is_closed_to_others(place, user)


def _launch(folder: Path, user: ServerUser) -> Postmaster:
    """Start the server and wait until it answers."""
    log = folder / "log"
    if log.exists() and log.stat().st_size > LOG_SIZE:
        log.replace(folder / "log.old")
    place = make_socket_folder(folder, user)
    prefix, options = switch_user(user, folder, place)
    launched = subprocess.run(
        [*prefix, "sh", "-c", LAUNCH, "sh", log, *_command(folder, place)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env=portable_environment(),
        cwd="/",
        start_new_session=True,
        check=True,
        **options,
    )
    pid = int(launched.stdout)
    try:
        return _await_launched(folder, pid)
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        raise


def _command(folder: Path, socket_folder: Path) -> list[str | Path]:
    """No TCP; a socket for the user alone, in a folder whose name may hold anything."""
    quoted = '"{}"'.format(str(socket_folder).replace('"', '""'))
    return [
        *(find_programs()[1] / "postgres", "-D", folder),
        *("-h", "", "-k", quoted, "-c", "unix_socket_permissions=0700"),
    ]


def _await_launched(folder: Path, pid: int) -> Postmaster:
    """Raises SubprocessError if it ends instead, with the reason in its log."""
    while is_running(pid):
        server = _await_ready(folder)
        if server:
            return server
        time.sleep(PAUSE)
    raise subprocess.SubprocessError("The server has ended.")


def _await_ready(folder: Path) -> Postmaster | None:
    """The server, which may be just starting or stopping; nothing once it has ended."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        server = Postmaster.of(folder)
        if server is None or server.status == "ready":
            return server
        time.sleep(PAUSE)
    raise StartRefused("it is still starting", "Its file log says what it does.")


def _leave(folder: Path, pid: int) -> None:
    """Stop the server if this process, which ends, is the last to use it."""
    if pid != os.getpid():  # A fork, which has not started it.
        return
    with suppress(OSError, StartRefused), start_lock(folder):
        server = Postmaster.of(folder)
        if release_server(folder) and server:
            _stop(server, folder)


def _stop(server: Postmaster, folder: Path) -> None:
    """End the server and all its connections: fast, or at once if that takes long."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        with suppress(ProcessLookupError):
            os.kill(server.pid, number)
        end = time.monotonic() + STOP_SECONDS
        while is_running(server.pid) and time.monotonic() < end:
            time.sleep(PAUSE)
    remove_socket_folder(folder, server.socket_folder)
