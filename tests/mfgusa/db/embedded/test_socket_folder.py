"""The socket lies in a private folder, however long the path of the data is."""

import os
import tempfile

import psycopg
import pytest

from mfgusa.db.embedded.socket_folder import (
    NAME_FILE,
    SOCKET_NAME,
    make_socket_folder,
    remove_socket_folder,
)
from tests.mfgusa.db.embedded.conftest import mode, myself, user_of

LONG = "/".join(["a" * 40] * 3)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may be two users")


@as_root
@pytest.mark.parametrize("path", ["data", LONG])
def test_no_other_user_can_connect(path, data_of, use_server, error_of):
    process = use_server(data_of(path=path))

    assert "ermission denied" in error_of("nobody", process.socket_folder)
    assert error_of("root", process.socket_folder) == ""


@as_root
def test_no_other_user_is_let_in_even_through_an_open_folder(
    data_of, use_server, error_of
):
    process = use_server(data_of(path=LONG))
    process.socket_folder.chmod(0o755)
    (process.socket_folder / SOCKET_NAME).chmod(0o777)

    error = error_of("nobody", process.socket_folder)

    assert 'Peer authentication failed for user "postgres"' in error


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / LONG
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def user():
    return user_of(myself())


@pytest.fixture(autouse=True)
def temporary(place, monkeypatch):
    """The temporary folder of this process."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(place))


@pytest.fixture
def session(place, monkeypatch):
    folder = place / "session"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def test_a_long_path_has_its_socket_in_a_private_folder(data_of, use_server):
    data = data_of(path=LONG)
    process = use_server(data)
    folder = process.socket_folder

    assert (folder.parent.as_posix(), mode(folder)) == ("/tmp", 0o700)
    assert folder.stat().st_uid == data.stat().st_uid
    process.end()
    assert not folder.exists()
    assert not (data / NAME_FILE).exists()


def test_the_session_of_the_user_holds_the_socket_if_there_is_one(data, user, session):
    folder = make_socket_folder(data, user)

    assert (folder.parent, mode(folder), folder.owner()) == (session, 0o700, user.name)
    assert make_socket_folder(data, user) == folder
    remove_socket_folder(data, folder)
    assert not any(session.iterdir())


def test_a_session_that_is_open_to_others_is_not_used(data, user, session):
    session.chmod(0o777)

    assert make_socket_folder(data, user).parent != session


@pytest.mark.parametrize("fault", ["open", "foreign", "link", "lost"])
def test_a_kept_folder_that_is_not_ours_alone_is_replaced(fault, data, user, tmp_path):
    kept = make_socket_folder(data, user)
    if fault == "open":
        kept.chmod(0o777)
    elif fault == "foreign":
        user = user._replace(uid=user.uid + 1)
    else:
        moved = kept.rename(tmp_path / "moved")
        if fault == "link":
            kept.symlink_to(moved)

    folder = make_socket_folder(data, user)

    assert folder != kept
    assert (data / NAME_FILE).read_text() == str(folder)


def test_a_kept_folder_is_used_again(data, user):
    assert make_socket_folder(data, user) == make_socket_folder(data, user)


def test_a_path_may_hold_any_character(data_of, use_server):
    process = use_server(data_of(path='a b $HOME`id` 50%+ " ü'))

    assert process.socket_folder == process.folder
    with psycopg.connect(process.answer):
        pass


def test_a_comma_means_another_host_to_libpq(place, user):
    data = place / "a,b"
    data.mkdir()

    assert make_socket_folder(data, user) != data
