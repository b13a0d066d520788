"""The numbered sources of a page, in the order in which its facts first name them."""

from typing import Any


class Citations:
    """Gives each source and locator one number on a page."""

    def __init__(self) -> None:
        self.entries: dict[tuple[int, str], Any] = {}

    def number(self, fact: Any) -> int:
        """The number of a fact's source; the fact must have its source at hand."""
        place = (fact.source_id, fact.locator)
        self.entries.setdefault(place, fact)
        return list(self.entries).index(place) + 1

    def __iter__(self) -> Any:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)
