"""The numbered sources of a page, in the order in which its facts first name them."""

from typing import Any

from mfgusa.catalogue.citation.page_metadata import newest_date_among
from mfgusa.fields.partial_dates import PartialDate


class Footnotes:
    """Gives each source and locator one number on a page."""

    def __init__(self) -> None:
        self.entries: dict[tuple[int, str], Any] = {}
        self.numbers: dict[tuple[int, str], int] = {}

    def number(self, fact: Any) -> int:
        """The number of a fact's source; the fact must have its source at hand."""
        place = (fact.source_id, fact.locator)
        self.entries.setdefault(place, fact)
        return self.numbers.setdefault(place, len(self.entries))

    @property
    def newest(self) -> PartialDate | None:
        """The date of the newest fact cited so far: complete when the page is drawn."""
        return newest_date_among(self.entries.values())

    def __iter__(self) -> Any:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)
