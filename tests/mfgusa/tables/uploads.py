"""Files as curators send them, and what a proposal says of them."""

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


def upload(content, name, **wishes):
    """Give a file to the engine, planned at once whatever its length."""
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return actions.upload(file, **{"wait": True} | wishes)


def packed(**texts):
    """A zip of CSV files, one for each table."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for table, text in texts.items():
            package.writestr(f"{table}.csv", text)
    return file.getvalue()


def workbook(resource, rows=None):
    """A table as the site exports it to Excel."""
    with xlsx_file(resource, rows) as file:
        return file.read()


def raw_csv(resource, rows=None):
    return "".join(csv_lines(resource, rows))


def spreadsheet_csv(resource, rows=None):
    """A table as CSV in which no cell is run as a formula."""
    return "".join(csv_lines(resource, rows, spreadsheet=True))


def rows(proposal, *kinds):
    """The planned rows, or those of some actions."""
    found = PlannedRow.objects.filter(proposal=proposal)
    return list(found.with_action(*kinds) if kinds else found)


def planned(proposal):
    """What is to happen, by key."""
    return {row.key: row.action for row in rows(proposal)}


def changes(proposal):
    """The cells before and after of each changed row, by key."""
    return {row.key: (row.before, row.after) for row in rows(proposal, "update")}


def errors(proposal):
    """All that is wrong, as lines to read."""
    return [
        f"{row.table} {row.number} {e['column']}: {e['message']}"
        for row in rows(proposal, "error")
        for e in row.errors
    ]


def problems(proposal):
    """What stands against the proposal as a whole."""
    return [problem["message"] for problem in proposal.problems]


def assumptions(proposal):
    """What was understood of its files."""
    return [sentence for file in proposal.reading for sentence in file["assumed"]]


def contents():
    """Every row of every table: its id and its cells."""
    return {resource.table: sorted(resource.rows()) for resource in tables()}


def stored():
    """Every row of the apps' tables as the disk has it, its history included."""
    models = (m for app in APPS for m in apps.get_app_config(app).get_models(True))
    names = {model._meta.db_table for model in models} | {"db_dataversion"}
    found = {}
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute(f"SELECT xmin, ctid, t::text FROM {name} t ORDER BY ctid")
            found[name] = cursor.fetchall()
    return found


def history(model, label=None):
    """The events of a model, oldest first."""
    events = model.pgh_event_model.objects.select_related("pgh_context")
    return list(
        events.filter(**{"pgh_label": label} if label else {}).order_by("pgh_id")
    )
