"""The texts of a workbook, which its cells name by number."""

import re
from array import array
from pathlib import Path
from typing import IO

from mfgusa.tables.files.readers.limits import MOST_STRINGS
from mfgusa.tables.files.readers.xml_stream import Listener, feed, pieces

ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff]|[Ff]{3}[EeFf])_")


def unescape(text: str) -> str:
    """Characters that XML cannot hold, as Excel writes them: `_x000D_` and so on."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class Strings:
    """Texts kept on disk, so that a workbook's size does not matter.

    Use as a context manager: the file is open meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self.ends = array("Q", [0])
        self.store = path.open("w+b")

    def __enter__(self) -> "Strings":
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
        size = self.store.write(unescape(text).encode())
        self.ends.append(self.ends[-1] + size)
        if len(self.ends) > MOST_STRINGS:
            raise ValueError("too many texts")

    def load(self, file: IO[bytes]) -> None:
        """Take in the part of a workbook that holds its texts."""
        listener = Listener()
        listener.ends["si"] = lambda: self.add(listener.take_words())
        for _halt in feed(listener.parser, pieces(file)):
            pass
