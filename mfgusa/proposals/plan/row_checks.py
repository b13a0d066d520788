"""The constraints of the database, checked on a plan before anything is written."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError

from django.utils.translation import gettext as _

from mfgusa.db.constraint_messages import violation_message
from mfgusa.proposals.constraints import (
    Check,
    Violation,
    check_violations,
    unique_transfers,
    unique_violations,
    update_waves,
)
from mfgusa.proposals.plan.key_index import provisional_id
from mfgusa.proposals.plan.lines import Action, CellError, PlannedLine
from mfgusa.proposals.staging import StagedRow, Staging, execute
from mfgusa.tables.schema.resource import TableResource

NOT_STAGED = (Action.UNCHANGED, Action.DELETE)  # Nothing is written of these.


class RowChecks:
    """Stages what a plan would write into one table, and finds violated constraints."""

    def __init__(self, resource: TableResource) -> None:
        self.resource, self.staging = resource, Staging(resource)
        self.line_numbers: dict[int, int] = {}  # By position in the plan.

    def create(self) -> None:
        """Create the temporary table."""
        self.staging.create()

    def add(self, position: int, lines: Iterable[PlannedLine]) -> None:
        """Stage lines of the plan that come after `position`."""
        self.staging.copy(self._staged(position, lines))

    def _staged(
        self, position: int, lines: Iterable[PlannedLine]
    ) -> Iterator[StagedRow]:
        for place, line in enumerate(lines, position + 1):
            if line.action not in NOT_STAGED and "" not in line.bad_columns:
                self.line_numbers[place] = line.number
                yield StagedRow(
                    position=place,
                    row_id=line.row_id or provisional_id(line.number),
                    new=line.row_id is None or line.action == Action.CREATE,
                    values=line.values,
                    cells=line.after or {},
                    bad=line.bad_columns,
                )

    def errors(self, removed: list[int]) -> dict[int, list[CellError]]:
        """The errors of staged rows by position, when the `removed` ids are deleted."""
        self.staging.complete()
        errors: dict[int, list[CellError]] = {}
        violations = [
            *check_violations(self.staging),
            *unique_violations(self.staging, removed),
        ]
        for violation in violations if self.line_numbers else ():
            error = self._error(violation)
            errors.setdefault(violation.position, []).append(error)
        for position in self._swapped():
            text = _("Rows swap what only one may have; do it in two imports.")
            errors.setdefault(position, []).append(CellError("", "", text))
        return errors

    def _swapped(self) -> list[int]:
        """The positions of rows that swap unique values."""
        try:
            update_waves(unique_transfers(self.staging))
        except CycleError as error:
            ids = error.args[1]
            rows = execute(
                f"SELECT position FROM {self.staging.name} WHERE id = ANY(%s)", [ids]
            )
            return [position for (position,) in rows]
        return []

    def _error(self, violation: Violation) -> CellError:
        text = violation_message(self.resource.model, violation.rule.name)
        if violation.conflicts_with:
            line = self.line_numbers[violation.conflicts_with]
            text += " " + _("Line %(line)d has the same.") % {"line": line}
        return CellError(self._column(violation), "", text)

    def _column(self, violation: Violation) -> str:
        """The column of the rule, if it is about a single one."""
        rule = violation.rule
        columns = rule.columns if isinstance(rule, Check) else rule.expressions
        names = (
            name
            for name in self.resource.columns
            if self.resource.attnames([name]) == columns
        )
        return next(names, "")
