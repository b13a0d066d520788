"""The tables of a plan as they would be after it is applied."""

from collections.abc import Iterable

from mfgusa.proposals.plan.row_checks import RowChecks
from mfgusa.proposals.plan.store import PlanStore
from mfgusa.proposals.staging import Staging, execute


class ResultingTables:
    """Relations with the rows after the apply, by the name of the real table.

    They are temporary tables, created when first used; a table that the plan does
    not touch stands for itself.
    """

    def __init__(self, store: PlanStore, checks: Iterable[RowChecks]) -> None:
        self.store = store
        self.staged = {check.staging.table: check.staging for check in checks}
        self.created: dict[str, str] = {}

    def relation(self, table: str) -> str:
        """The name of the relation for a table of the database."""
        if table not in self.staged:
            return table
        if table not in self.created:
            self.created[table] = self._create(self.staged[table])
        return self.created[table]

    def _create(self, staging: Staging) -> str:
        name = f"resulting_{staging.resource.table}"
        columns = ", ".join(["id", *staging.columns])
        execute(f"DROP TABLE IF EXISTS {name}")
        execute(
            f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS"
            f" SELECT {columns} FROM {staging.name} UNION ALL"
            f" SELECT {columns} FROM {staging.table} t WHERE NOT EXISTS"
            f" (SELECT FROM {staging.name} s WHERE s.id = t.id) AND NOT EXISTS"
            " (SELECT FROM proposals_plannedrow p"
            " WHERE p.proposal_id = %s AND p.table = %s"
            " AND p.action = 'delete' AND p.row_id = t.id)",
            [self.store.proposal.pk, staging.resource.table],
        )
        execute(f"CREATE INDEX ON {name} (id)")
        execute(f"ANALYZE {name}")
        return name
