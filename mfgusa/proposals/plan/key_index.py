"""What a file holds, found in a first pass over it: the keys of its lines."""

from collections.abc import Callable
from functools import lru_cache

from mfgusa.tables.files.readers.table_file import TableFile
from mfgusa.tables.schema.natural_keys import KeyLookup, format_joined_key
from mfgusa.tables.schema.resource import KEY_JOINER, TableResource


class Survey:
    """The keys of a file, line by line, where each stands first, and ids of rows."""

    def __init__(self, file: TableFile) -> None:
        self.file, self.resource = file, file.resource
        self.keys: list[str] = []
        self.first: dict[str, int] = {}
        key_of = key_maker(file.resource)
        for line in file.lines():
            key = key_of(line.cells)
            self.keys.append(key)
            self.first.setdefault(key, line.number)
        self.ids = file.resource.find(self.first) if self.first else {}

    def announce(self, keys: KeyLookup) -> None:
        """Tell which rows the package has, so that others of it may refer to them."""
        coming = {
            format_joined_key(key): self.ids.get(key) or provisional(line)
            for key, line in self.first.items()
        }
        keys.add(self.resource.model, coming)


def provisional(number: int) -> int:
    """The id of a row until it is written: its line, below all ids that are real."""
    return -number


def key_maker(resource: TableResource) -> Callable[[dict[str, str]], str]:
    """A function from the cells of a line to its key, as `find` wants it."""
    parts = [
        (name, getattr(column, "none", ""), lru_cache(2**14)(column.key_text))
        for name, column in resource.key_columns.items()
    ]

    def key_of(cells: dict[str, str]) -> str:
        return KEY_JOINER.join([text(cells[n]) or none for n, none, text in parts])

    return key_of
