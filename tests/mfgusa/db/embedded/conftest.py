"""Processes that use an embedded server of their own, as any user of this machine."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from mfgusa.db.embedded.programs import find_programs, run_to_end, switch_user
from mfgusa.db.embedded.user import ServerUser

USE_SERVER = """
import sys
from pathlib import Path
from mfgusa.db import embedded
try:
    print(embedded.start(Path(sys.argv[1])), flush=True)
except embedded.DatabaseUnavailable as problem:
    print(problem, flush=True)
sys.stdin.read()
"""
CONNECT = """
import sys
import psycopg
psycopg.connect(host=sys.argv[1], user="postgres", dbname="postgres")
"""


def python_as(name, code, *arguments, **variables):
    """A Python process of a user; it has the temporary folder of everybody."""
    user = user_of(name)
    python = Path(sys.executable).resolve()
    prefix, options = switch_user(user, settings.BASE_DIR, python)
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", code, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"TMPDIR": "/tmp", "XDG_RUNTIME_DIR": ""} | variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def user_of(name):
    entry = pwd.getpwnam(name)
    return ServerUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def myself():
    return pwd.getpwuid(os.geteuid()).pw_name


class Process:
    """A process that uses the server of a folder until it is told to end."""

    def __init__(self, folder, name, variables):
        self.folder = folder
        self.process = python_as(name, USE_SERVER, str(folder), **variables)
        self.answer = self.process.stdout.readline().strip()

    @property
    def socket_folder(self):
        return Path(parse_qs(urlsplit(self.answer).query)["host"][0])

    def end(self):
        self.process.communicate("")

    def kill(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def use_server():
    """Starts a process that uses the server of a folder."""
    with ExitStack() as processes:

        def use_server(folder, name=None, **variables):
            process = Process(folder, name or myself(), variables)
            processes.callback(process.end)
            return process

        yield use_server


@pytest.fixture
def error_of():
    """What somebody is answered who connects to a socket in a folder."""

    def error_of(name, folder):
        process = python_as(name, CONNECT, str(folder))
        return process.communicate()[1]

    return error_of


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A data folder as version 0.2.0 left it: everybody was trusted."""
    folder = tmp_path_factory.mktemp("template") / "postgres"
    folder.mkdir()
    user = ServerUser.for_folder(folder)
    user.own(folder)
    trust = ["--auth=trust", "--encoding=utf8", "--username=postgres", "--no-sync"]
    run_to_end(user, "initdb", *trust, f"--pgdata={folder}", folder=folder)
    (folder / ".handle_pids.json").write_text("[99999999]")
    return folder


@pytest.fixture
def place():
    """A folder that everybody may pass through."""
    folder = Path(mkdtemp(prefix="embedded-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_of(place, empty_database):
    """Makes a data folder of a user, below as many more folders as its path names."""

    def data_of(name=None, path="data"):
        data = place / path / "postgres"
        shutil.copytree(empty_database, data)
        if os.geteuid() == 0:
            user = ServerUser.for_folder(empty_database)
            user = user_of(name) if name else user
            for entry in [data, *data.rglob("*")]:
                os.chown(entry, user.uid, user.gid)
            if name:
                os.chown(data.parent, user.uid, user.gid)
        return data

    return data_of


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


def command_of(program):
    return find_programs()[1] / program
