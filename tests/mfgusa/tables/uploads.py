"""Uploads as curators make them, and readable views of their proposals."""

import zipfile
from io import BytesIO

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from mfgusa.proposals import actions
from mfgusa.proposals.models import PlannedRow
from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.files.writers.workbook import xlsx_file
from mfgusa.tables.schema.resource import tables
from tests.factories.every import APPS


def upload(content, name, **options):
    """Upload a file and plan it at once, whatever its size."""
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return actions.upload(file, **{"wait": True} | options)


def pack_tables(**texts):
    """A zip of CSV files, one for each table."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for table, text in texts.items():
            package.writestr(f"{table}.csv", text)
    return file.getvalue()


def export_xlsx(resource, rows=None):
    """The export of a table to Excel, as bytes."""
    with xlsx_file(resource, rows) as file:
        return file.read()


def export_csv(resource, rows=None):
    """The export of a table to CSV."""
    return "".join(csv_lines(resource, rows))


def export_spreadsheet_csv(resource, rows=None):
    """The export of a table to CSV for spreadsheets."""
    return "".join(csv_lines(resource, rows, spreadsheet=True))


def planned_rows(proposal, *kinds):
    """The planned rows, or those of some actions."""
    rows = PlannedRow.objects.filter(proposal=proposal)
    return list(rows.with_action(*kinds) if kinds else rows)


def actions_by_key(proposal):
    """The action of each planned row, by key."""
    return {row.key: row.action for row in planned_rows(proposal)}


def changes_by_key(proposal):
    """The cells before and after of each changed row, by key."""
    return {
        row.key: (row.before, row.after) for row in planned_rows(proposal, "update")
    }


def error_lines(proposal):
    """The errors of all rows, one readable line each."""
    return [
        f"{row.table} {row.number} {e['column']}: {e['message']}"
        for row in planned_rows(proposal, "error")
        for e in row.errors
    ]


def proposal_problems(proposal):
    """The messages against the proposal as a whole."""
    return [problem["message"] for problem in proposal.problems]


def assumptions(proposal):
    """What was assumed when its files were read."""
    return [sentence for file in proposal.reading for sentence in file["assumed"]]


def table_contents():
    """Every row of every table: its id and its values."""
    return {resource.table: sorted(resource.value_rows()) for resource in tables()}


def stored_rows():
    """Every stored row of the apps' tables, with its place on disk and its history."""
    models = (m for app in APPS for m in apps.get_app_config(app).get_models(True))
    names = {model._meta.db_table for model in models} | {"db_dataversion"}
    stored = {}
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(f"SELECT xmin, ctid, t::text FROM {name} t ORDER BY ctid")
            stored[name] = cursor.fetchall()
    return stored


def history(model, label=None):
    """The events of a model, oldest first."""
    events = model.pgh_event_model.objects.select_related("pgh_context")
    return list(
        events.filter(**{"pgh_label": label} if label else {}).order_by("pgh_id")
    )
