from mfgusa.catalogue.list import FilteredList


class MappedList(FilteredList):
    """A catalogue with a map of its rows; what is not on the map stands below it."""

    def filtered_url(self, **changes):
        """The address of this list with some of its parameters changed."""
        path = self.request.path.partition(".")[0].rstrip("/")
        return f"{path}/?{self.filterset.query(changes)}"

    def off_map(self):
        """What the map has no room for, as `OffMap`s."""
        return []

    def context(self):
        context = super().context()
        return context | {"off_map": self.off_map() if context["picture"] else []}
