from django.db.models import Count, Exists, OuterRef

from institutes.models import Membership
from mfgusa.catalogue.facets import NOT_RECORDED, Facet


class TieFacet(Facet):
    """A facet over the ties of partners; with `as_of`, those known by that year."""

    def condition(self, model, values):
        ties = self._known().filter(partner=OuterRef("pk"))
        found = Exists(ties.filter(self._match(self._path, "", values)))
        return found | ~Exists(ties) if NOT_RECORDED in values else found

    def counts(self, rows):
        if self._year is None:
            return super().counts(rows)
        ties = self._known().filter(partner__in=rows.order_by().values("pk"))
        counted = ties.values(self._path).annotate(
            found=Count("partner", distinct=True)
        )
        return dict(counted.values_list(self._path, "found"))

    def _known(self):
        ties = Membership.objects.order_by()
        return ties if self._year is None else ties.as_of(self._year)

    @property
    def _path(self):
        """The way to the value from a tie, where the facet's own is from a partner."""
        return self.field_name.removeprefix("memberships__")

    @property
    def _year(self):
        return self.parent.chosen.get("as_of")
