"""Imports of 0.2.0 get the names of the columns that their row versions cover.

The file beside this one lists them by table; here all tables are known.
"""

import json
from pathlib import Path

from django.db import migrations

COLUMNS = Path(__file__).with_name("columns_of_0_2_0.json")


def record_column_names(apps, schema_editor):
    columns = json.loads(COLUMNS.read_text())
    proposals = apps.get_model("proposals", "Proposal").objects
    for proposal in proposals.filter(version_columns={}).only("tables").iterator():
        proposal.version_columns = {
            table: columns[table] for table in proposal.tables if table in columns
        }
        proposal.save(update_fields=["version_columns"])


class Migration(migrations.Migration):
    dependencies = [
        ("pillars", "0001_initial"),
        ("proposals", "0002_proposal_version_columns"),
    ]

    operations = [migrations.RunPython(record_column_names, migrations.RunPython.noop)]
