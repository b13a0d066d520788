"""The header of a file, matched with the columns of a table."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mfgusa.tables.schema.resource import TableResource

ERRORS_COLUMN = "errors"  # Added to the annotated copy of a file.


@dataclass
class Header:
    """The columns of a file: their names, their positions, and what was assumed.

    `width` is the number of columns up to the last one with a name; `unnamed` are the
    positions of those among them without a name.
    """

    names: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    width: int = 0
    assumptions: list[str] = field(default_factory=list)


def parse_header(cells: list[str], resource: TableResource) -> Header:
    """The header in the spelling of the table; unnamed columns are left out."""
    header, known = Header(), list(resource.columns)
    for position, written in enumerate(map(clean_column_name, cells)):
        if not written:
            header.unnamed.append(position)
            continue
        header.width = position + 1
        if is_errors_column(written, known):
            text = _("The column “%(name)s” was passed over.") % {"name": written}
            header.assumptions.append(text)
        else:
            header.names.append(_match_column(written, known, header))
            header.positions.append(position)
    header.unnamed = [p for p in header.unnamed if p < header.width]
    return header


def clean_column_name(name: str) -> str:
    """A column's name without surrounding space and byte-order mark."""
    return name.strip().strip("\ufeff").strip()


def is_errors_column(name: str, known: list[str]) -> bool:
    """Whether the column comes from the annotated copy of a file."""
    return ERRORS_COLUMN not in known and name.casefold() == ERRORS_COLUMN


def count_known_columns(cells: list[str], resource: TableResource) -> int:
    """How many of the names are columns of the table."""
    known = {name.casefold() for name in resource.columns}
    return sum(clean_column_name(cell).casefold() in known for cell in cells)


def _match_column(written: str, known: list[str], header: Header) -> str:
    """The table's spelling of a name; an unknown name unchanged."""
    if written in known:
        return written
    for name in known:
        if name.casefold() == written.casefold():
            header.assumptions.append(
                _("The column “%(written)s” was read as “%(name)s”.")
                % {"written": written, "name": name}
            )
            return name
    return written
