"""The shared strings of a workbook, to which its cells refer by index."""

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
    """Text without the escapes of Excel for characters outside XML (`_x000D_`)."""
    return ESCAPED_CHARACTER.sub(lambda match: chr(int(match[1], 16)), text)


class SharedStrings:
    """Strings by index, kept on disk so that memory use does not grow.

    A context manager, which closes the file.
    """

    def __init__(self, path: Path) -> None:
        self.ends = array("Q", [0])
        self.file = path.open("w+b")

    def __enter__(self) -> "SharedStrings":
        return self

    def __exit__(self, *problem: object) -> None:
        self.file.close()

    def __getitem__(self, index: int) -> str:
        """Raises IndexError, or ValueError for a negative index."""
        if index < 0:
            raise ValueError(index)
        start, end = self.ends[index], self.ends[index + 1]
        self.file.seek(start)
        return self.file.read(end - start).decode()

    def add(self, text: str) -> None:
        """Append a string. Raises ValueError when there are too many."""
        size = self.file.write(unescape_xml_characters(text).encode())
        self.ends.append(self.ends[-1] + size)
        if len(self.ends) > MAX_STRINGS:
            raise ValueError("too many texts")

    def load(self, file: IO[bytes]) -> None:
        """Add the strings of a workbook's part of shared strings."""
        handler = CellTextHandler()
        handler.ends["si"] = lambda: self.add(handler.take_text())
        for _chunk in feed_parser(handler.parser, iter_stream(file)):
            pass
