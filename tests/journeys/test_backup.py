"""The data folder is lost, and a backup brings every row and its history back."""

import json
import os
import shutil
import subprocess
import sys
from io import StringIO

import pghistory
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from institutes.models import Institute
from mfgusa.backups.contents import UNSAVED
from mfgusa.db.models import DataVersion

HERE = "from tests.journeys import test_backup as here; here."
EVERY_ROW = "SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} t"


def manage(folder, *arguments):
    """What a command prints, which works in a data folder."""
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def edit_and_back_up(backup, tables):
    with pghistory.context(why="before the fire"):
        Institute.objects.filter(key="iacmi").update(summary="Only the backup knows.")
    call_command("backup", backup)
    look(tables)


def look(tables):
    """Print all that the database holds; write the tables as they are exported."""
    call_command("export_tables", tables, stdout=StringIO())
    with connection.cursor() as cursor:
        names = {*connection.introspection.table_names(cursor)} - {*UNSAVED}
        rows = {n: cursor.execute(EVERY_ROW.format(n)).fetchone() for n in names}
    said = {"rows": rows, "version": DataVersion.objects.current()}
    print(json.dumps(said))  # noqa: T201


def files(folder):
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_a_lost_data_folder_comes_back_with_every_row_and_its_history(
    prepared_site, tmp_path
):
    folder = prepared_site.copy(tmp_path / "data").folder
    backup, before, after = (
        tmp_path / name for name in ("site.backup", "before", "after")
    )
    do = f"{HERE}edit_and_back_up('{backup}', '{before}')"
    *_said, tried, was = manage(folder, "shell", "-c", do).splitlines()
    shutil.rmtree(folder)

    restored = manage(folder, "restore", backup)
    do = f"{HERE}look('{after}')"
    *_said, now = manage(folder, "shell", "-c", do).splitlines()

    was, now = json.loads(was), json.loads(now)
    # A backup is recorded after it, and is the first of this site.
    rows = sum(count for count, _digest in was["rows"].values()) - 1
    different = {name for name in was["rows"] if was["rows"][name] != now["rows"][name]}
    assert f"{rows} rows in {len(was['rows'])} tables, verified" in tried
    assert f"Restored: {rows} rows" in restored
    assert different == {"backups_backuprecord", "db_databaselife", "db_dataversion"}
    assert now["version"] > was["version"]
    assert was["rows"]["institutes_instituteevent"][0] > 18
    assert files(before) == files(after)
    assert "Only the backup knows." in files(after)["institutes.csv"]
