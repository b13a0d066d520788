"""The plan into the database, by COPY."""

import json
from collections import Counter
from typing import Any

from django.db import connection

from mfgusa.db.copy import copy_rows_into
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.plan.lines import Action, CellError, Planned

COLUMNS = """proposal_id, position, "table", number, key, action, row_id, version,
before, after, errors"""

encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
REFUSE = """UPDATE proposals_plannedrow row SET action = 'error',
errors = coalesce(row.errors, '[]') || new.errors::jsonb
FROM unnest(%s::integer[], %s::text[]) AS new (position, errors)
JOIN proposals_plannedrow old USING (position)
WHERE row.position = new.position AND row.proposal_id = old.proposal_id
AND old.proposal_id = %s
RETURNING old.action"""


class Store:
    """Writes planned rows and counts them, by action and by changed column."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal, self.position = proposal, 0
        self.counts: dict[str, Counter[str]] = {}
        self.columns: dict[str, Counter[str]] = {}

    def write(self, table: str, rows: list[Planned]) -> None:
        counts = self.counts.setdefault(table, Counter())
        columns = self.columns.setdefault(table, Counter())
        with copy_rows_into("proposals_plannedrow", COLUMNS) as copy:
            for row in rows:
                copy.write_row(self._line(table, row))
                counts[row.action] += 1
                if row.action == Action.UPDATE:
                    columns.update(list(row.after or ()))

    def refuse(self, table: str, errors: dict[int, list[CellError]]) -> None:
        """Add errors to rows that are stored, by position."""
        found = [as_json([e.as_json() for e in errors[n]]) for n in errors]
        with connection.cursor() as cursor:
            cursor.execute(REFUSE, [list(errors), found, self.proposal.pk])
            for (was,) in cursor.fetchall():
                self.counts[table][was] -= 1
                self.counts[table][Action.ERROR] += 1

    def _line(self, table: str, row: Planned) -> tuple[Any, ...]:
        errors = [error.as_json() for error in row.errors] or None
        self.position += 1
        return (
            self.proposal.pk,
            self.position,
            table,
            row.number,
            row.key,
            str(row.action),
            row.row_id,
            row.version,
            as_json(row.before),
            as_json(row.after),
            as_json(errors),
        )


def as_json(value: Any) -> str | None:
    return None if value is None else encode(value)
