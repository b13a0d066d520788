"""The texts of a workbook, which its cells name by number."""

import re
from array import array
from pathlib import Path
from typing import IO

from mfgusa.tables.files.readers.limits import MAX_STRINGS
from mfgusa.tables.files.readers.xml_stream import (
    CellTextHandler,
    feed_parser,
    iter_stream,
)

ESCAPED_CHARACTER = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff]|[Ff]{3}[EeFf])_")


def unescape_xml_characters(text: str) -> str:
    """Characters that XML cannot hold, as Excel writes them: `_x000D_` and so on."""
    return ESCAPED_CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)


class SharedStrings:
    """Texts kept on disk, so that a workbook's size does not matter.

    Use as a context manager: the file is open meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self.ends = array("Q", [0])
        self.store = path.open("w+b")

    def __enter__(self) -> "SharedStrings":
        return self

    def __exit__(self, *problem: object) -> None:
        self.store.close()

    def __getitem__(self, place: int) -> str:
        """Raises IndexError, or ValueError for a negative number."""
        if place < 0:
            raise ValueError(place)
        start, end = self.ends[place], self.ends[place + 1]
        self.store.seek(start)
        return self.store.read(end - start).decode()

    def add(self, text: str) -> None:
        size = self.store.write(unescape_xml_characters(text).encode())
        self.ends.append(self.ends[-1] + size)
        if len(self.ends) > MAX_STRINGS:
            raise ValueError("too many texts")

    def load(self, file: IO[bytes]) -> None:
        """Take in the part of a workbook that holds its texts."""
        listener = CellTextHandler()
        listener.ends["si"] = lambda: self.add(listener.take_text())
        for _halt in feed_parser(listener.parser, iter_stream(file)):
            pass
