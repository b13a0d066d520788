"""Errors of a file or a proposal as a whole, beyond those of its planned rows."""

from dataclasses import dataclass
from typing import TypedDict

from django.utils.translation import gettext as _


class ProblemDict(TypedDict):
    """A problem as `Proposal.problems` stores it."""

    table: str
    line: int
    column: str
    message: str


@dataclass(frozen=True)
class ProposalProblem:
    """An error message with its place: table, line and column, as far as known."""

    table: str
    line: int
    column: str
    message: str

    @classmethod
    def without_place(cls, message: str) -> "ProposalProblem":
        """A problem of the proposal as a whole."""
        return cls("", 0, "", message)

    def __str__(self) -> str:
        line = _("line %(line)d") % {"line": self.line} if self.line else ""
        where = ", ".join(part for part in (self.table, line, self.column) if part)
        return f"{where}: {self.message}" if where else self.message

    def as_dict(self) -> ProblemDict:
        """The problem as JSON can store it."""
        return {
            "table": self.table,
            "line": self.line,
            "column": self.column,
            "message": self.message,
        }
