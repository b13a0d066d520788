"""Whose server it is: that of whoever starts it, and for root of a user of its own."""

import os

import pytest

from mfgusa.db import embedded
from mfgusa.db.embedded import programs
from mfgusa.db.embedded.user import ServerUser
from tests.mfgusa.db.embedded.conftest import mode

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root may be several users"
)
LONG = "/".join(["b" * 40] * 3)


def test_two_users_of_a_machine_have_servers_at_once(data_of, use_server, error_of):
    """Their paths are long: neither lock nor socket lies where the other's would."""
    first = use_server(data_of("daemon", f"one/{LONG}"), "daemon")
    second = use_server(data_of("nobody", f"two/{LONG}"), "nobody")

    assert error_of("daemon", first.socket_folder) == ""
    assert error_of("nobody", second.socket_folder) == ""
    assert "ermission denied" in error_of("nobody", first.socket_folder)
    assert "ermission denied" in error_of("daemon", second.socket_folder)


def test_a_start_by_root_leaves_private_folders_private(place, data_of, use_server):
    data = data_of(path="private/data")
    (place / "private").chmod(0o700)
    data.parent.chmod(0o700)

    answer = use_server(data).answer

    assert answer.startswith("postgresql://") or "who cannot reach" in answer
    assert mode(place / "private") == mode(data.parent) == 0o700


def test_others_pass_through_folders_that_root_makes(place, use_server):
    """Without a look inside, and whatever the umask of `manage.py` is."""
    before = os.umask(0o077)
    try:
        process = use_server(place / "new" / "data" / "postgres")
    finally:
        os.umask(before)

    assert process.answer.startswith("postgresql://")
    folders = [place / "new", place / "new" / "data", process.folder]
    assert [mode(folder) for folder in folders] == [0o711, 0o711, 0o700]


def test_who_cannot_pass_through_is_refused_in_one_line(place, data_of, monkeypatch):
    data = data_of(path="private")
    data.parent.chmod(0o700)
    monkeypatch.setattr(programs.shutil, "which", lambda _: None)

    with pytest.raises(embedded.DatabaseUnavailable) as refused:
        embedded.start(data)

    problem = f"who cannot reach {data}. Run the site as a user other than root"
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)
    assert mode(data.parent) == 0o700


def test_a_folder_of_somebody_else_is_refused_in_one_line(place, data_of, use_server):
    data = data_of("nobody")

    answer = use_server(data, "daemon").answer

    assert "it belongs to the user nobody. Run the site as that user" in answer


def test_root_runs_the_server_of_the_owner_and_joins_it(data_of, use_server, error_of):
    data = data_of("daemon")
    process = use_server(data, "daemon")

    assert use_server(data).socket_folder == process.socket_folder
    assert error_of("root", process.socket_folder) == ""
    assert data.owner() == "daemon"


def test_what_the_user_links_to_is_never_written(place, tmp_path):
    """Root writes into a folder of the user."""
    target = tmp_path / "of-root"
    target.write_text("as it was")
    (place / "pg_hba.conf").symlink_to(target)

    ServerUser.for_folder(place).write(place / "pg_hba.conf", "rules")

    assert (target.read_text(), (place / "pg_hba.conf").read_text()) == (
        "as it was",
        "rules",
    )
    assert mode(place / "pg_hba.conf") == 0o600
