"""The numbered sources of a page, in the order in which its facts cite them."""

from collections.abc import Iterator
from typing import Any

from mfgusa.catalogue.citation.page_metadata import newest_date_among
from mfgusa.fields.partial_dates import PartialDate

Fact = Any  # Any: a fact has a source, and is a row of one of many models.


class Footnotes:
    """Gives each source and locator one number on a page."""

    def __init__(self) -> None:
        self.entries: dict[tuple[int, str], Fact] = {}
        self.numbers: dict[tuple[int, str], int] = {}

    def number(self, fact: Fact) -> int:
        """The number of a fact's source, which the fact must have loaded."""
        key = (fact.source_id, fact.locator)
        self.entries.setdefault(key, fact)
        return self.numbers.setdefault(key, len(self.entries))

    @property
    def newest(self) -> PartialDate | None:
        """The date of the newest fact cited so far: complete at the end of the page."""
        return newest_date_among(self.entries.values())

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)
