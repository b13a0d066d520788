"""Removal of blank cells and rows from the XML of a sheet before it is parsed.

Spreadsheets write millions of them after a whole sheet was given a color. Matching
them in the bytes is ten times as fast as parsing them. Only cells and rows with an
explicit position are removed, so that the others keep theirs.
"""

import re
from collections.abc import Iterable, Iterator

CELL = re.compile(rb'<c r="[A-Z]+\d+"[^<>]*(?:/>|></c>)')
ROW = re.compile(rb'<row r="\d+"[^<>]*(?:/>|></row>)')
CDATA_START = b"<!["  # After it, a match may be part of a text.


def strip_blank_cells(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same document, with fewer blank cells and rows."""
    rest, has_cdata = b"", False
    for chunk in chunks:
        rest += chunk
        has_cdata = has_cdata or CDATA_START in rest
        tag = rest.rfind(b"<")  # The last tag may continue in the next chunk.
        end = len(rest) if has_cdata or tag <= 0 else tag
        complete, rest = rest[:end], rest[end:]
        yield complete if has_cdata else ROW.sub(b"", CELL.sub(b"", complete))
    yield rest
