"""What keeps the server from starting is one line that says what to do."""

import pytest

from mfgusa.db import embedded
from mfgusa.db.embedded import errors


def test_a_program_that_clears_up_after_itself_still_says_its_error():
    text = "initdb: error: could not write file\ninitdb: removing data directory\n"

    assert errors.last_error(text) == "could not write file"


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('FATAL:  could not extend file "x": No space left on device', "Make room"),
        ("FATAL:  the database system is in recovery mode", "Move the folder away"),
    ],
)
def test_who_finds_no_room_is_not_told_to_begin_afresh(tmp_path, line, advice):
    log = f"2026 {line}\n2026 FATAL:  the database system is starting up\n"

    assert advice in str(errors.unavailable(tmp_path, errors.last_error(log)))


@pytest.mark.parametrize(
    "cause",
    [
        'lock file "postmaster.pid" already exists',
        "pre-existing shared memory block (key 7, ID 9) is still in use",
    ],
)
def test_the_folder_of_a_server_that_has_not_quite_ended_is_left_alone(tmp_path, cause):
    log = f"2026 FATAL:  {cause}\n2026 HINT:  Is another postmaster running?\n"

    message = str(errors.unavailable(tmp_path, errors.last_error(log)))

    assert "still ending or starting: leave the folder as it is" in message
    assert "Move the folder" not in message


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("notes.txt", "hi", "holds other files, but no database. Move the folder away"),
        ("PG_VERSION", "x", "its file PG_VERSION is damaged. Move the folder away"),
        ("PG_VERSION", "16", "found version 16 of .* needs 18. Back it up with the"),
    ],
)
def test_a_folder_that_holds_something_else_stays_as_it_is(
    tmp_path, file, content, message
):
    data = tmp_path / "postgres"
    data.mkdir(mode=0o755)
    (data / file).write_text(content)

    with pytest.raises(embedded.DatabaseUnavailable, match=message):
        embedded.start(data)

    assert (data / file).read_text() == content
    assert data.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "data").write_text("a file")

    with pytest.raises(embedded.DatabaseUnavailable, match=r"exists: .*/data\. Move"):
        embedded.start(tmp_path / "data" / "postgres")
