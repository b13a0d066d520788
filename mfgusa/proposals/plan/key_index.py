"""The keys of a file's lines, read in a first pass over it."""

from collections.abc import Callable
from functools import lru_cache

from mfgusa.tables.files.readers.table_file import TableFile
from mfgusa.tables.schema.natural_keys import KeyLookup, format_joined_key
from mfgusa.tables.schema.resource import KEY_JOINER, TableResource


class KeyIndex:
    """The keys of a file: in order, by first line, and with the ids of their rows."""

    def __init__(self, file: TableFile) -> None:
        self.file, self.resource = file, file.resource
        self.keys: list[str] = []
        self.first_lines: dict[str, int] = {}
        key_of = key_maker(file.resource)
        for line in file.lines():
            key = key_of(line.cells)
            self.keys.append(key)
            self.first_lines.setdefault(key, line.number)
        self.ids = file.resource.find_ids(self.first_lines) if self.first_lines else {}

    def add_to(self, keys: KeyLookup) -> None:
        """Add the keys to those that the rows of the package may refer to."""
        ids = {
            format_joined_key(key): self.ids.get(key) or provisional_id(line)
            for key, line in self.first_lines.items()
        }
        keys.add(self.resource.model, ids)


def provisional_id(line_number: int) -> int:
    """The id of a row before it is created: negative, so that no real id equals it."""
    return -line_number


def key_maker(resource: TableResource) -> Callable[[dict[str, str]], str]:
    """A function from the cells of a line to its key, in the form of `find`."""
    parts = [
        (name, column.null_text, lru_cache(2**14)(column.key_text))
        for name, column in resource.key_columns.items()
    ]

    def key_of(cells: dict[str, str]) -> str:
        return KEY_JOINER.join([text(cells[n]) or none for n, none, text in parts])

    return key_of
