"""What a restore refuses to read, and what a backup refuses to write."""

import json
import os
import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from django.core.management import CommandError, call_command

from mfgusa.backups import archive
from mfgusa.backups.contents import Contents
from mfgusa.backups.folder import is_dated_backup
from mfgusa.db.version_0_1 import HOW_TO_CARRY_OVER

CONTENTS = Contents("code", 7, ["auth.0001_initial"], {"t": [1, "2"]}, {"t": "f"})
FIELDS = CONTENTS._asdict()
MANIFEST = archive.Manifest("now", 180004, CONTENTS, 36, "0")._asdict() | {
    "contents": FIELDS
}


@pytest.fixture
def backup(tmp_path):
    """A file like those that backups are, though its dump is none."""
    return written(tmp_path / "site.backup")


def written(path, **contents):
    archive.write_archive(
        path,
        BytesIO(b"dump" * 9),
        made="2026-11-23T00:00:00+00:00",
        postgres=180004,
        contents=CONTENTS._replace(**contents),
    )
    return path


def crafted(path, manifest):
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        file.writestr(archive.MANIFEST, manifest)
    return path


def refusal(path, **options):
    with pytest.raises(CommandError) as refused:
        call_command("restore", path, **options)
    message = str(refused.value)
    assert "\n" not in message
    return message


def test_what_is_written_is_read_again(backup):
    with archive.open_archive(backup) as read:
        assert read.manifest.contents == CONTENTS
        assert b"".join(read.dump()) == b"dump" * 9


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.9])
def test_a_file_with_one_changed_byte_is_refused(backup, place):
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    backup.write_bytes(content)

    assert "is damaged" in refusal(backup, replace=True)


@pytest.mark.parametrize("length", [0, 10, 200, -1])
def test_a_file_cut_short_is_refused(backup, length):
    backup.write_bytes(backup.read_bytes()[:length])

    assert "is damaged" in refusal(backup, replace=True)


@pytest.mark.parametrize(
    "manifest",
    [
        "5",
        "[]",
        "[" * 100_000,
        '{"format": 1, "contents": 5}',
        " " * (archive.MANIFEST_LIMIT + 1) + "{}",
        json.dumps({"format": 1, **MANIFEST, "bytes": "many"}),
        json.dumps({"format": 1, **MANIFEST, "contents": {**FIELDS, "migrations": 5}}),
    ],
)
def test_a_crafted_manifest_is_refused(tmp_path, manifest):
    path = crafted(tmp_path / "mfgusa-20260101-000000.backup", manifest)

    assert "is damaged" in refusal(path, replace=True)
    assert not is_dated_backup(path)


def test_a_manifest_that_unpacks_to_much_is_not_unpacked(tmp_path):
    path = crafted(tmp_path / "site.backup", " " * 50_000_000)

    tracemalloc.start()
    assert "is damaged" in refusal(path, replace=True)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("method", [ZIP_DEFLATED, ZIP_LZMA])
def test_a_damaged_compressed_file_is_refused(tmp_path, method):
    path = tmp_path / "mfgusa-20260101-000000.backup"
    with ZipFile(path, "w", method) as file:
        file.writestr(archive.MANIFEST, json.dumps({"format": 1, **MANIFEST}))
    content = path.read_bytes()
    begin = content.index(archive.MANIFEST.encode()) + len(archive.MANIFEST)
    path.write_bytes(content[: begin + 9] + b"\xff" * 40 + content[begin + 49 :])

    assert "is damaged" in refusal(path, replace=True)
    assert not is_dated_backup(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "No such file" in refusal(tmp_path / "site.backup")


def test_a_newer_format_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(archive, "FORMAT", 2)
    newer = written(tmp_path / "newer.backup")
    monkeypatch.setattr(archive, "FORMAT", 1)

    assert "written by a newer version of this site" in refusal(newer)


def test_a_backup_of_newer_code_is_refused(tmp_path):
    newer = written(tmp_path / "newer", migrations=["institutes.9999_from_the_future"])

    assert "made by a newer version of this site" in refusal(newer, replace=True)


def test_a_backup_of_version_0_1_is_refused(tmp_path):
    old = written(tmp_path / "old", migrations=["tables.0001_offered_keys"])

    assert refusal(old, replace=True) == HOW_TO_CARRY_OVER


@pytest.mark.django_db
def test_a_database_that_holds_something_is_left_alone(backup):
    assert "To put the backup in its place: --replace" in refusal(backup)


@pytest.mark.parametrize("folder", ["no-such-folder", "a-file"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path, folder):
    (tmp_path / "a-file").touch()

    with pytest.raises(CommandError, match=r"cannot be written: (No such|Not a dir)"):
        call_command("backup", tmp_path / folder / "site.backup")


def test_a_file_that_exists_is_not_replaced(backup):
    content = backup.read_bytes()

    with pytest.raises(CommandError, match=r"already exists\. Backups do not"):
        call_command("backup", backup)

    assert backup.read_bytes() == content


def test_what_killed_backups_left_is_deleted(tmp_path):
    names = ["a.backup.abcd_123.part", "b.backup.abcd_123.part", "film.mp4.part"]
    for name in names:
        (tmp_path / name).touch()
    for name in (names[0], names[2]):
        os.utime(tmp_path / name, (0, 0))

    with archive.new_file(tmp_path / "site.backup"):
        pass

    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"site.backup", *names[1:]}


def test_a_missing_folder_is_no_file_by_mistake(tmp_path):
    with pytest.raises(CommandError, match=r"Folder .*/nightly does not exist\. Write"):
        call_command("backup", tmp_path / "nightly")

    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="nightly cannot be made: Not a directory"):
        call_command("backup", f"{tmp_path}/file/nightly/")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--keep=0"], "1 or more"),
        (["--keep=2", "--no-verify"], "only after a backup that was verified"),
    ],
)
def test_keep_is_refused_where_it_could_delete_the_last_good_backup(
    tmp_path, options, reason
):
    with pytest.raises(CommandError, match=reason):
        call_command("backup", tmp_path, *options)


@pytest.mark.parametrize("path", ["-", "site.backup"])
def test_keep_needs_a_folder(path):
    with pytest.raises(CommandError, match="--keep needs a folder"):
        call_command("backup", path, "--keep=2")


def test_two_databases_are_compared_row_by_row_and_file_by_file():
    other = CONTENTS._replace(tables={"t": [1, "3"], "u": [0, "0"]}, exports={})

    assert CONTENTS.differences(CONTENTS) == []
    assert CONTENTS.differences(other) == ["t", "u", "t.csv"]
    assert CONTENTS.differences(other._replace(code="newer")) == ["t", "u"]


@pytest.mark.parametrize("command", ["restore", "check_backup"])
def test_who_reads_the_help_learns_that_a_backup_is_trusted_like_code(command, capsys):
    with pytest.raises(SystemExit):
        call_command(command, "--help")

    help_text = " ".join(capsys.readouterr().out.split())
    assert "is trusted like code" in help_text
    assert "only files that you made yourself" in help_text
