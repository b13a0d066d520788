"""Writes the plan into the database, by COPY."""

import json
from collections import Counter
from collections.abc import Sequence

from django.db import connection

from mfgusa.db.copy import copy_rows_into
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.plan.lines import (
    Action,
    CellError,
    CellErrorDict,
    Cells,
    PlannedLine,
)

COLUMNS = """proposal_id, position, "table", number, key, action, row_id, version,
before, after, errors"""

encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
ADD_ERRORS = """UPDATE proposals_plannedrow row SET action = 'error',
errors = coalesce(row.errors, '[]') || new.errors::jsonb
FROM unnest(%s::integer[], %s::text[]) AS new (position, errors)
JOIN proposals_plannedrow old USING (position)
WHERE row.position = new.position AND row.proposal_id = old.proposal_id
AND old.proposal_id = %s
RETURNING old.action"""


class PlanStore:
    """Writes planned rows, and counts them by action and by changed column."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal, self.position = proposal, 0
        self.counts: dict[str, Counter[str]] = {}
        self.columns: dict[str, Counter[str]] = {}

    def write(self, table: str, lines: list[PlannedLine]) -> None:
        """Add planned rows of one table."""
        counts = self.counts.setdefault(table, Counter())
        columns = self.columns.setdefault(table, Counter())
        with copy_rows_into("proposals_plannedrow", COLUMNS) as copy:
            for line in lines:
                copy.write_row(self._record(table, line))
                counts[line.action] += 1
                if line.action == Action.UPDATE:
                    columns.update(list(line.after or ()))

    def add_errors(self, table: str, errors: dict[int, list[CellError]]) -> None:
        """Add errors to stored rows, by position."""
        encoded = [as_json([e.as_dict() for e in errors[n]]) for n in errors]
        with connection.cursor() as cursor:
            cursor.execute(ADD_ERRORS, [list(errors), encoded, self.proposal.pk])
            for (action,) in cursor.fetchall():
                self.counts[table][action] -= 1
                self.counts[table][Action.ERROR] += 1

    def _record(self, table: str, line: PlannedLine) -> Sequence[int | str | None]:
        errors = [error.as_dict() for error in line.errors] or None
        self.position += 1
        return (
            self.proposal.pk,
            self.position,
            table,
            line.number,
            line.key,
            str(line.action),
            line.row_id,
            line.version,
            as_json(line.before),
            as_json(line.after),
            as_json(errors),
        )


def as_json(value: Cells | list[CellErrorDict] | None) -> str | None:
    """JSON text; SQL NULL for None."""
    return None if value is None else encode(value)
