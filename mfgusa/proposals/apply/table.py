"""Applies the plan of one table, by COPY and one MERGE."""

from collections.abc import Callable, Iterable

from mfgusa.proposals.apply.links import LinkStaging
from mfgusa.proposals.apply.rows import PlannedRowReader
from mfgusa.proposals.constraints import unique_transfers, update_waves
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.problem import ProposalProblem
from mfgusa.proposals.staging import Staging, execute
from mfgusa.proposals.versions import covered_columns
from mfgusa.tables.schema.natural_keys import KeyLookup
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import version_sql

DELETED = """FROM proposals_plannedrow p
WHERE p.proposal_id = %s AND p.table = %s AND p.action = 'delete'"""

INSERT_APPLIED = """INSERT INTO proposals_appliedrow
(proposal_id, position, row_id, version)"""


class TableWriter:
    """Writes what a proposal plans for one table; `stage` comes before the rest."""

    def __init__(
        self, proposal: Proposal, resource: TableResource, keys: KeyLookup
    ) -> None:
        self.proposal, self.resource = proposal, resource
        self.reader = PlannedRowReader(proposal, resource, keys)
        self.staging = Staging(resource)
        self.table = self.staging.table
        references = self.reader.references.items()
        self.links = [LinkStaging(name, column) for name, column in references]
        counts = proposal.counts.get(resource.table, {})
        self.updates, self.deletes = counts.get("update", 0), counts.get("delete", 0)
        self.changes = counts.get("create", 0) + self.updates

    def assign_ids(self) -> None:
        """Give the new rows their ids."""
        self.new_ids = self.reader.assign_ids()

    def stage(self, report: Callable[[int], None]) -> list[ProposalProblem]:
        """Copy the rows into temporary tables; return what is no longer valid."""
        if self.changes:
            stagings: list[Staging | LinkStaging] = [self.staging, *self.links]
            for staging in stagings:
                staging.create()
            for rows in self.reader.batches(self.new_ids):
                for staging in stagings:
                    staging.copy(rows)
                report(len(rows))
            self.staging.complete()
        return self.reader.problems

    def delete(self) -> None:
        """Delete the rows to be removed, with their links."""
        if self.deletes:
            params: list[int | str] = [self.proposal.pk, self.resource.table]
            ids_sql = f"(SELECT p.row_id {DELETED})"
            for links in self.links:
                links.delete(ids_sql, params)
            execute(f"DELETE FROM {self.table} WHERE id IN {ids_sql}", params)

    def merge(self) -> None:
        """Write updates and creations, then links."""
        if not self.changes:
            return
        waves = update_waves(unique_transfers(self.staging)) if self.updates else []
        for wave in waves:
            execute(self._update_sql(), [wave])
        execute(self._merge_sql(), [[pk for wave in waves for pk in wave]])
        for links in self.links:
            links.write()

    def _update_sql(self) -> str:
        assignments = join_columns("{0} = s.{0}", self.staging.columns)
        return (
            f"UPDATE {self.table} t SET {assignments} FROM {self.staging.name} s"
            " WHERE t.id = s.id AND s.id = ANY(%s)"
        )

    def _merge_sql(self) -> str:
        names = self.staging.columns
        return (
            f"MERGE INTO {self.table} t USING"
            f" (SELECT * FROM {self.staging.name} WHERE id <> ALL(%s)) s ON t.id = s.id"
            f" WHEN MATCHED THEN UPDATE SET {join_columns('{0} = s.{0}', names)}"
            f" WHEN NOT MATCHED THEN INSERT (id, {join_columns('{0}', names)})"
            f" VALUES (s.id, {join_columns('s.{0}', names)})"
        )

    def record_applied(self) -> None:
        """Store the written rows and their versions, which a revert compares."""
        if self.changes:
            columns = covered_columns(self.proposal, self.resource)
            version = version_sql(self.resource, "t", columns)
            execute(
                f"{INSERT_APPLIED} SELECT %s, s.position, t.id, {version}"
                f" FROM {self.staging.name} s JOIN {self.table} t USING (id)",
                [self.proposal.pk],
            )
        if self.deletes:
            execute(
                f"{INSERT_APPLIED}"
                f" SELECT p.proposal_id, p.position, p.row_id, NULL {DELETED}",
                [self.proposal.pk, self.resource.table],
            )


def join_columns(template: str, names: Iterable[str]) -> str:
    """The template filled in for each column, with commas between."""
    return ", ".join(template.format(name) for name in names)
