"""What stands against a file or a proposal, beyond the cells of one row."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """Where it is (as far as it has a place), and what is wrong there."""

    table: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        line = _("line %(line)d") % {"line": self.line} if self.line else ""
        where = ", ".join(part for part in (self.table, line, self.column) if part)
        return f"{where}: {self.message}" if where else self.message

    def as_json(self) -> dict[str, object]:
        return asdict(self)
