"""Folders of killed processes are removed, and no other folder is."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest

from mfgusa.temporary_folder import remove_abandoned_folders, temporary_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def make_old(path):
    path.mkdir()
    (path / "counters").touch()
    os.utime(path, (0, 0))
    return path


def test_the_folder_of_a_killed_process_is_removed(temporary):
    killed = make_old(temporary / "mfgusa-tmp-killed")

    with temporary_folder():
        assert not killed.exists()


KILLED = """
import os, signal
from mfgusa.temporary_folder import temporary_folder
with temporary_folder() as folder:
    (folder / "upload").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_leaves_is_removed(temporary):
    environment = os.environ | {"TMPDIR": str(temporary)}
    child = subprocess.run([sys.executable, "-c", KILLED], env=environment)
    [left] = temporary.iterdir()
    assert child.returncode == -signal.SIGKILL

    os.utime(left, (0, 0))
    remove_abandoned_folders()

    assert not left.exists()


def test_the_folder_of_a_process_that_runs_stays(temporary):
    with temporary_folder() as running:
        os.utime(running, (0, 0))
        with temporary_folder():
            assert running.exists()

    assert not any(temporary.iterdir())


def test_links_and_folders_of_others_stay(temporary):
    other = make_old(temporary / "mfgusa-socket")
    link = temporary / "mfgusa-tmp-link"
    link.symlink_to(other)

    with temporary_folder():
        assert (other / "counters").exists()
        assert link.is_symlink()
