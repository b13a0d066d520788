"""Blank cells and rows, taken out of a sheet's XML before it is parsed.

Spreadsheets write them by the million where a whole sheet was once given a color;
finding them in the bytes is ten times as fast as parsing them. Only those that say
where they stand are taken out, so that nothing else moves.
"""

import re
from collections.abc import Iterable, Iterator

CELL = re.compile(rb'<c r="[A-Z]+\d+"[^<>]*(?:/>|></c>)')
ROW = re.compile(rb'<row r="\d+"[^<>]*(?:/>|></row>)')
CDATA_START = b"<!["  # Begins a text in which anything may stand (CDATA).


def strip_blank_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same document, with fewer blank cells and rows."""
    rest, raw = b"", False
    for piece in pieces:
        rest += piece
        raw = raw or CDATA_START in rest
        tag = rest.rfind(b"<")  # It may go on in the next piece.
        end = len(rest) if raw or tag <= 0 else tag
        whole, rest = rest[:end], rest[end:]
        yield whole if raw else ROW.sub(b"", CELL.sub(b"", whole))
    yield rest
