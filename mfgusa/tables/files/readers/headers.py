"""The first line of a file, as columns of a table's contract."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mfgusa.tables.schema.resource import TableResource

ERRORS_COLUMN = "errors"  # The column that our annotated copy of a file adds.


@dataclass
class Header:
    """The columns of a file: their names, where they stand, and what was assumed.

    `width` is how many columns there are up to the last named one; those of them
    without a name are `nameless`.
    """

    names: list[str] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    width: int = 0
    assumptions: list[str] = field(default_factory=list)


def parse_header(cells: list[str], resource: TableResource) -> Header:
    """The header as the contract spells it; columns without a name are left out."""
    header, known = Header(), list(resource.columns)
    for place, written in enumerate(map(clean_column_name, cells)):
        if not written:
            header.unnamed.append(place)
            continue
        header.width = place + 1
        if is_errors_column(written, known):
            text = _("The column “%(name)s” was passed over.") % {"name": written}
            header.assumptions.append(text)
        else:
            header.names.append(_contract_name(written, known, header))
            header.positions.append(place)
    header.unnamed = [place for place in header.unnamed if place < header.width]
    return header


def clean_column_name(name: str) -> str:
    """A column's name without the space, and the byte-order mark, around it."""
    return name.strip().strip("\ufeff").strip()


def is_errors_column(name: str, known: list[str]) -> bool:
    """Whether the column is one that we added to a copy of the file."""
    return ERRORS_COLUMN not in known and name.casefold() == ERRORS_COLUMN


def count_known_columns(cells: list[str], resource: TableResource) -> int:
    """How many of the names are columns of the table."""
    known = {name.casefold() for name in resource.columns}
    return sum(clean_column_name(cell).casefold() in known for cell in cells)


def _contract_name(written: str, known: list[str], header: Header) -> str:
    """The contract's spelling of a name; the name itself when it has none."""
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
