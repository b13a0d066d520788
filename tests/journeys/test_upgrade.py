"""A site of version 0.2.0 is brought up to date, and keeps what its curators did."""

from django.conf import settings
from django.db import connection, models

from institutes.models import Institute
from mfgusa.proposals import actions
from mfgusa.proposals.models import Proposal
from mfgusa.tables.schema.resource import tables
from tests.journeys.test_backup import files, manage
from tests.mfgusa.tables.uploads import error_lines, table_contents

BACKUP = settings.BASE_DIR / "tests/data/version-0.2.0/site.backup"
UNDO = "from tests.journeys import test_upgrade as here; here.undo()"
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


def add_column(model):
    """Add a column to a table, as an upgrade does."""
    field = models.TextField(default="", db_default="")
    field.contribute_to_class(model, "motto")
    with connection.schema_editor() as editor:
        editor.add_field(model, field)


def undo():
    """Undo the import of 0.2.0 after an upgrade that adds columns; print what is."""
    for resource in tables():
        add_column(resource.model)
    proposal = Proposal.objects.get()
    plan = actions.revert(proposal, by="rosa")
    print([line for line in error_lines(plan) if "changed" in line])  # noqa: T201
    first = Institute.objects.get(key="iacmi").events.earliest("pgh_id")
    Institute.objects.filter(key="iacmi").update(summary=first.summary)
    undone = actions.commit(actions.plan_again(plan, by="rosa"), by="rosa")
    rows = {name: rows for name, rows in table_contents().items() if rows}
    print([undone.state, undone.count("delete"), rows])  # noqa: T201


def test_an_import_of_version_0_2_is_undone_after_an_upgrade(tmp_path):
    folder = tmp_path / "data"
    manage(folder, "restore", BACKUP)

    seen = manage(folder, "shell", "-c", UNDO).splitlines()[-2:]

    assert seen == [
        "['institutes 3 : It has been changed since.']",
        "['committed', 147, {}]",
    ]
