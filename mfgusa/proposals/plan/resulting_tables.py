"""The tables of a plan as they would be when it is written."""

from collections.abc import Iterable

from mfgusa.proposals.plan.row_checks import RuleCheck
from mfgusa.proposals.plan.store import Store
from mfgusa.proposals.staging import Staging, execute


class Finals:
    """Relations, by the name of the real table, that show the rows after the commit.

    They are temporary tables, made when they are first asked for; a table that the
    plan does not touch is itself.
    """

    def __init__(self, store: Store, checks: Iterable[RuleCheck]) -> None:
        self.store = store
        self.staged = {check.staging.table: check.staging for check in checks}
        self.made: dict[str, str] = {}

    def of(self, table: str) -> str:
        if table not in self.staged:
            return table
        if table not in self.made:
            self.made[table] = self._make(self.staged[table])
        return self.made[table]

    def _make(self, staging: Staging) -> str:
        name = f"final_{staging.resource.table}"
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
