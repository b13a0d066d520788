"""A run removes the folders of runs that were killed, and no other folder."""

import os
import tempfile
from pathlib import Path

import pytest

from mfgusa.management.run_folder import run_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def make_old(path):
    path.mkdir()
    (path / "counters").touch()
    os.utime(path, (0, 0))
    return path


def test_the_folder_of_a_killed_run_is_removed(temporary):
    killed = make_old(temporary / "mfgusa-run-killed")

    with run_folder():
        assert not killed.exists()


def test_the_folder_of_a_site_that_runs_stays(temporary):
    with run_folder() as running:
        os.utime(running, (0, 0))
        with run_folder():
            assert Path(running).exists()

    assert not any(temporary.iterdir())


def test_links_and_folders_of_others_stay(temporary):
    other = make_old(temporary / "mfgusa-socket")
    link = temporary / "mfgusa-run-link"
    link.symlink_to(other)

    with run_folder():
        assert (other / "counters").exists()
        assert link.is_symlink()
