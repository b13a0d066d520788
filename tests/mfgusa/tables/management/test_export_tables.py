"""Every table as a file: complete, or not there."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mfgusa.tables.management.commands import export_tables
from mfgusa.tables.schema.resource import registry

pytestmark = pytest.mark.django_db


def test_there_is_one_file_for_each_table(tmp_path):
    call_command("export_tables", tmp_path / "new", stdout=StringIO())

    files = {path.name for path in (tmp_path / "new").iterdir()}
    assert files == {f"{table}.csv" for table in registry}


def test_only_the_named_tables_are_written(tmp_path):
    call_command("export_tables", tmp_path, "skills", "states", stdout=StringIO())

    assert {path.stem for path in tmp_path.iterdir()} == {"skills", "states"}


def test_an_unknown_table_is_refused_with_a_guess(tmp_path):
    with pytest.raises(CommandError, match=r"no table “skill”\. Did you mean “skills”"):
        call_command("export_tables", tmp_path, "states", "skill", stdout=StringIO())

    assert list(tmp_path.iterdir()) == []


def test_a_failed_export_leaves_no_part_of_a_file(tmp_path, monkeypatch):
    def failing(resource):
        yield "key,name\n"
        raise OSError(28, "No space left on device", "agencies.part")

    monkeypatch.setattr(export_tables, "csv_lines", failing)

    with pytest.raises(CommandError, match=r"agencies\.part: No space left on device"):
        call_command("export_tables", tmp_path, stdout=StringIO())

    assert list(tmp_path.iterdir()) == []
