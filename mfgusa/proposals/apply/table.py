"""The plan of one table into the database, by COPY and one MERGE."""

from collections.abc import Callable, Iterable
from typing import Any

from mfgusa.proposals.apply.links import Links
from mfgusa.proposals.apply.rows import PlanRows
from mfgusa.proposals.constraints import handed_over, rounds
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.problems import Problem
from mfgusa.proposals.staging import Staging, execute
from mfgusa.tables.schema.natural_keys import KeyLookup
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import version_sql

DELETED = """FROM proposals_plannedrow p
WHERE p.proposal_id = %s AND p.table = %s AND p.action = 'delete'"""


class TableWriter:
    """Writes what a proposal plans for one table; `stage` comes before the rest."""

    def __init__(
        self, proposal: Proposal, resource: TableResource, keys: KeyLookup
    ) -> None:
        self.proposal, self.resource = proposal, resource
        self.rows = PlanRows(proposal, resource, keys)
        self.staging = Staging(resource)
        self.table = self.staging.table
        self.links = [Links(name, column) for name, column in self.rows.links.items()]
        counts = proposal.counts.get(resource.table, {})
        self.changes = counts.get("create", 0) + counts.get("update", 0)
        self.updates, self.deletes = counts.get("update", 0), counts.get("delete", 0)

    def announce(self) -> None:
        """Give the new rows their ids."""
        self.ids = self.rows.announce()

    def stage(self, report: Callable[[int], None]) -> list[Problem]:
        """Bring the rows into temporary tables; what no longer fits is told."""
        if self.changes:
            staged: list[Any] = [self.staging, *self.links]
            for one in staged:
                one.create()
            for rows in self.rows.chunks(self.ids):
                for one in staged:
                    one.copy(rows)
                report(len(rows))
            self.staging.complete()
        return self.rows.problems

    def delete(self) -> None:
        """Remove the rows that are to go, with their links."""
        params = [self.proposal.pk, self.resource.table]
        if self.deletes:
            ids = f"(SELECT p.row_id {DELETED})"
            for links in self.links:
                execute(
                    f"DELETE FROM {links.through} WHERE {links.own} IN {ids}", params
                )
            execute(f"DELETE FROM {self.table} WHERE id IN {ids}", params)

    def merge(self) -> None:
        """Write changes and creations, then links."""
        if not self.changes:
            return
        first = rounds(handed_over(self.staging)) if self.updates else []
        for some in first:
            execute(self._update(), [some])
        execute(self._merge(), [[pk for some in first for pk in some]])
        for links in self.links:
            links.write()

    def _update(self) -> str:
        cells = ", ".join(f"{name} = s.{name}" for name in self.staging.columns)
        return (
            f"UPDATE {self.table} t SET {cells} FROM {self.staging.name} s"
            " WHERE t.id = s.id AND s.id = ANY(%s)"
        )

    def _merge(self) -> str:
        names = self.staging.columns
        return (
            f"MERGE INTO {self.table} t USING"
            f" (SELECT * FROM {self.staging.name} WHERE id <> ALL(%s)) s ON t.id = s.id"
            f" WHEN MATCHED THEN UPDATE SET {listed('{0} = s.{0}', names)}"
            f" WHEN NOT MATCHED THEN INSERT (id, {listed('{0}', names)})"
            f" VALUES (s.id, {listed('s.{0}', names)})"
        )

    def remember(self) -> None:
        """Keep which rows were written and their versions, for the undo."""
        into = (
            "INSERT INTO proposals_writtenrow (proposal_id, position, row_id, version)"
        )
        if self.changes:
            execute(
                f"{into} SELECT %s, s.position, t.id, {version_sql(self.resource, 't')}"
                f" FROM {self.staging.name} s JOIN {self.table} t USING (id)",
                [self.proposal.pk],
            )
        if self.deletes:
            execute(
                f"{into} SELECT p.proposal_id, p.position, p.row_id, NULL {DELETED}",
                [self.proposal.pk, self.resource.table],
            )


def listed(form: str, names: Iterable[str]) -> str:
    return ", ".join(form.format(name) for name in names)
