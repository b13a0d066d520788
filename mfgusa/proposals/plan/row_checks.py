"""The rules of the database, asked of a plan before anything is written."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError

from django.utils.translation import gettext as _

from mfgusa.db.constraint_messages import sentence
from mfgusa.proposals.constraints import (
    Breach,
    Check,
    broken_checks,
    broken_uniques,
    handed_over,
    rounds,
)
from mfgusa.proposals.plan.key_index import provisional
from mfgusa.proposals.plan.lines import Action, CellError, Planned
from mfgusa.proposals.staging import StagedRow, Staging, execute
from mfgusa.tables.schema.resource import TableResource

LEFT = (Action.UNCHANGED, Action.DELETE)  # Nothing is written of these.


class RuleCheck:
    """Stages what a plan would write, and finds what the table may not hold."""

    def __init__(self, resource: TableResource) -> None:
        self.resource, self.staging = resource, Staging(resource)
        self.numbers: dict[int, int] = {}
        self.staging.create()

    def add(self, position: int, rows: Iterable[Planned]) -> None:
        """Rows of the plan that come after `position`."""
        self.staging.copy(self._staged(position, rows))

    def _staged(self, position: int, rows: Iterable[Planned]) -> Iterator[StagedRow]:
        for place, row in enumerate(rows, position + 1):
            if row.action not in LEFT and "" not in row.bad:
                self.numbers[place] = row.number
                yield StagedRow(
                    position=place,
                    row_id=row.row_id or provisional(row.number),
                    new=row.row_id is None or row.action == Action.CREATE,
                    values=row.values,
                    cells=row.after or {},
                    bad=row.bad,
                )

    def errors(self, gone: list[int]) -> dict[int, list[CellError]]:
        """What is wrong with rows, by position, if those of the ids `gone` go."""
        self.staging.complete()
        errors: dict[int, list[CellError]] = {}
        breaches = [*broken_checks(self.staging), *broken_uniques(self.staging, gone)]
        for breach in breaches if self.numbers else ():
            errors.setdefault(breach.position, []).append(self._error(breach))
        for position in self._swapped():
            text = _("Rows swap what only one may have; do it in two imports.")
            errors.setdefault(position, []).append(CellError("", "", text))
        return errors

    def _swapped(self) -> list[int]:
        """The positions of rows that hand something over in a circle."""
        try:
            rounds(handed_over(self.staging))
        except CycleError as circle:
            ids = circle.args[1]
            rows = execute(
                f"SELECT position FROM {self.staging.name} WHERE id = ANY(%s)", [ids]
            )
            return [position for (position,) in rows]
        return []

    def _error(self, breach: Breach) -> CellError:
        text = sentence(self.resource.model, breach.rule.name)
        if breach.other:
            line = self.numbers[breach.other]
            text += " " + _("Line %(line)d has the same.") % {"line": line}
        return CellError(self._column(breach), "", text)

    def _column(self, breach: Breach) -> str:
        """The column that the rule is about, if it is one."""
        about = (
            breach.rule.columns
            if isinstance(breach.rule, Check)
            else breach.rule.expressions
        )
        names = [
            n for n in self.resource.columns if self.resource.attributes([n]) == about
        ]
        return names[0] if names else ""
