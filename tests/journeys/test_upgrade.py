"""A site of version 0.2.0 is brought up to date, and keeps what its curators did."""

import json

from django.conf import settings

from tests.journeys.test_backup import files, manage

BACKUP = settings.BASE_DIR / "tests/data/version-0.2.0/site.backup"
UNDO = "from bench.upgrade import undo_import; undo_import()"
LOOK = """
import pghistory.models
from django.test import Client
from institutes.models import Institute
client = Client(HTTP_HOST="localhost")
account = {"username": "rosa", "password": "carried over safely"}
client.post("/admin/login/?next=/admin/", account)
edit = Institute.objects.get(key="iacmi").events.latest("pgh_id").pgh_context
print(edit.metadata["why"])
print("_auth_user_id" in client.session, client.get("/institutes/iacmi/").status_code)
"""
# Memberships, those with a date, those with a wrong one, and events of updates.
DATES = """
from institutes.models import Membership
rows = Membership.objects.select_related("source")
wrong = [row for row in rows if row.dated != (row.since or row.source.published)]
updates = Membership.pgh_event_model.objects.filter(pgh_label="update")
print([len(rows), rows.exclude(dated=None).count(), len(wrong), updates.count()])
"""


def test_a_site_of_version_0_2_is_brought_up_to_date(tmp_path):
    folder = tmp_path / "data"

    manage(folder, "restore", BACKUP)
    prepared = manage(folder, "prepare")
    manage(folder, "export_tables", tmp_path / "exported")

    assert "facts loaded" in prepared
    institutes = files(tmp_path / "exported")["institutes.csv"]
    assert "Edited in version 0.2.0." in institutes
    assert "america-makes" in institutes
    seen = manage(folder, "shell", "-c", LOOK).splitlines()[-2:]
    assert seen == ["The 0.2.0 curator knew better", "True 200"]
    dates = json.loads(manage(folder, "shell", "-c", DATES).splitlines()[-1])
    assert dates == [752, 676, 0, 0]


def test_an_import_of_version_0_2_is_undone_after_an_upgrade(tmp_path):
    folder = tmp_path / "data"
    manage(folder, "restore", BACKUP)

    printed = manage(folder, "shell", "-c", UNDO).splitlines()[-1]

    assert json.loads(printed) == [1, "committed", 147, 0]
