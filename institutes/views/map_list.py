from typing import Any

from institutes.maps import OffMap
from mfgusa.catalogue.list import FilteredList


class MappedList(FilteredList):
    """A catalogue with a map of its rows, and links to the rows off the map."""

    def filtered_url(self, **changes: list[str]) -> str:
        """Return the address of this list with some parameters changed."""
        path = self.request.path.partition(".")[0].rstrip("/")
        return f"{path}/?{self.filterset.query(changes)}"

    def off_map(self) -> list[OffMap]:
        """Return links to the rows that are not on the map."""
        return []

    def context(self) -> dict[str, Any]:
        context = super().context()
        return context | {"off_map": self.off_map() if context["picture"] else []}
