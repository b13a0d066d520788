"""Imports made by hand, for pages, and ways to have the engine make them."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from institutes.models import Partner
from mfgusa.proposals.models import PlannedRow, Proposal
from tests.mfgusa.desk.rows import address

MANY = """
INSERT INTO proposals_plannedrow
    (proposal_id, position, "table", number, key, action, before, after)
SELECT %(proposal)s, i, 'partners', i + 1, 'partner-' || i,
    CASE WHEN i %% 2 = 0 THEN 'update' ELSE 'unchanged' END,
    CASE WHEN i %% 2 = 0 THEN %(before)s::jsonb END,
    CASE WHEN i %% 2 = 0 THEN %(after)s::jsonb END
FROM generate_series(1, %(count)s) AS i
"""


def proposal(**fields):
    """A planned import of partners."""
    plan = {"state": "planned", "planned_at": timezone.now(), "tables": ["partners"]}
    if fields.get("state") == "committed":
        plan["committed_at"] = timezone.now()
    return Proposal.objects.create(**plan | {"file_name": "partners.csv"} | fields)


def plan(*rows, **fields):
    """A planned import with these rows: dicts of a PlannedRow's fields."""
    made = proposal(**fields)
    for position, row in enumerate(rows, 1):
        of = {"proposal": made, "position": position, "number": position + 1}
        row = PlannedRow.objects.create(**of | {"table": "partners", "key": "ge"} | row)
        counts = made.counts.setdefault(row.table, {})
        counts[row.action] = counts.get(row.action, 0) + 1
    made.save()
    return made


def big_plan(count, cell="short"):
    """Many rows, of which every second changes; `cell` is what it says."""
    made = proposal(
        counts={"partners": {"update": count // 2, "unchanged": count // 2}}
    )
    values = {"proposal": made.pk, "count": count}
    values["before"] = '{"name": "a", "city": "Erie", "website": "https://a.example"}'
    values["after"] = f'{{"name": "{cell}", "city": "Tempe", "website": ""}}'
    with connection.cursor() as cursor:
        cursor.execute(MANY, values)
    return made


def upload(client, content, *, name="partners.csv", model=Partner, **fields):
    """A browser brings in a file; the response is the page it ends on."""
    page = (
        address(model, "import") if model else reverse("admin:proposals_proposal_add")
    )
    file = SimpleUploadedFile(name, content)
    return client.post(page, {"file": file} | fields, follow=True)


def press(client, proposal, button, **fields):
    """A browser presses a button of an import's page."""
    page = reverse(f"admin:proposals_proposal_{button}", args=[proposal.pk])
    seen = proposal.planned_at.isoformat() if proposal.planned_at else ""
    return client.post(page, {"plan": seen} | fields, follow=True)


def page(of, name="change", *args):
    """The address of a page of an import."""
    return reverse(f"admin:proposals_proposal_{name}", args=[of.pk, *args])


CHANGE = {"action": "update", "before": {"name": "GE"}, "after": {"name": "GE Inc."}}
ERROR = {
    "action": "error",
    "key": "bad",
    "after": {"key": "bad", "sector": "acadmic"},
    "errors": [
        {"column": "sector", "value": "acadmic", "message": "Not one of: academia."}
    ],
}
