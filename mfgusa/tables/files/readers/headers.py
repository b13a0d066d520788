"""The first line of a file, as columns of a table's contract."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mfgusa.tables.schema.resource import TableResource

OWN = "errors"  # The column that our annotated copy of a file adds.


@dataclass
class Header:
    """The columns of a file: their names, where they stand, and what was assumed.

    `width` is how many columns there are up to the last named one; those of them
    without a name are `nameless`.
    """

    names: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    width: int = 0
    assumed: list[str] = field(default_factory=list)


def header_of(cells: list[str], resource: TableResource) -> Header:
    """The header as the contract spells it; columns without a name are left out."""
    header, known = Header(), list(resource.columns)
    for place, written in enumerate(map(clean, cells)):
        if not written:
            header.nameless.append(place)
            continue
        header.width = place + 1
        if is_own(written, known):
            text = _("The column “%(name)s” was passed over.") % {"name": written}
            header.assumed.append(text)
        else:
            header.names.append(_known(written, known, header))
            header.places.append(place)
    header.nameless = [place for place in header.nameless if place < header.width]
    return header


def clean(name: str) -> str:
    """A column's name without the space, and the byte-order mark, around it."""
    return name.strip().strip("\ufeff").strip()


def is_own(name: str, known: list[str]) -> bool:
    """Whether the column is one that we added to a copy of the file."""
    return OWN not in known and name.casefold() == OWN


def count_known(cells: list[str], resource: TableResource) -> int:
    """How many of the names are columns of the table."""
    known = {name.casefold() for name in resource.columns}
    return sum(clean(cell).casefold() in known for cell in cells)


def _known(written: str, known: list[str], header: Header) -> str:
    """The contract's spelling of a name; the name itself when it has none."""
    if written in known:
        return written
    for name in known:
        if name.casefold() == written.casefold():
            header.assumed.append(
                _("The column “%(written)s” was read as “%(name)s”.")
                % {"written": written, "name": name}
            )
            return name
    return written
