from typing import Any

from django.core.paginator import Page
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes import linked_data, maps
from institutes.filtersets.partner import PartnerFilterSet
from institutes.maps import OffMap
from institutes.models import Membership, Partner
from institutes.models.partner import PartnerQuerySet, PlaceCount
from institutes.resources import PartnerResource
from institutes.views.map_list import MappedList
from mfgusa.catalogue.citation.page_metadata import Node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.charts.pictures import Picture


class PartnerList(MappedList):
    """The list of partners."""

    title = gettext_lazy("Partners")
    lede = gettext_lazy(
        "Companies, schools, agencies and associations that work with the institutes."
    )
    queryset = Partner.objects.with_place().with_institute_count()
    filterset_class = PartnerFilterSet
    resource_class = PartnerResource
    rows_template = "institutes/_partner_rows.html"

    @property
    def year(self) -> int | None:
        """The year at whose end the partners are shown, if one is chosen."""
        year: int | None = self.filterset.active_values.get("as_of")
        return year

    @cached_property
    def places(self) -> list[PlaceCount]:
        """The number of partners by place, for the map."""
        places: list[PlaceCount] = self.filterset.places
        return places

    def draw(self, rows: Any) -> Picture | None:
        return maps.partner_map(self.places, self.filtered_url)

    def off_map(self) -> list[OffMap]:
        return maps.partners_off_map(self.places, self.filtered_url)

    def get_page(self) -> Page[Partner] | None:
        """Return the page with the memberships of its rows, or those as of a year."""
        page: Page[Partner] | None = super().get_page()
        if page is not None:  # The truth value of a page would read its rows.
            rows = page.object_list
            if isinstance(rows, PartnerQuerySet):
                page.object_list = rows.with_memberships(self.year)
        return page

    def context(self) -> dict[str, Any]:
        undated = Membership.objects.undated().count() if self.year else 0
        return super().context() | {"undated": undated}


class PartnerDetail(FactDetail):
    """One partner, with its institutes, roles and projects."""

    queryset = Partner.objects.with_place()
    object: Partner

    def get_description(self) -> str:
        """Return its kind and place, as far as recorded."""
        partner = self.object
        kind = partner.get_subsector_display() or partner.get_sector_display()
        place = ", ".join(str(p) for p in (partner.city, partner.state) if p)
        known = " · ".join(part for part in (kind, place) if part)
        text = _("%(name)s in Manufacturing USA: its institutes, roles and projects.")
        return (text % {"name": partner.name}) + (f" {known}." if known else "")

    def get_linked_data(self) -> list[Node]:
        return [linked_data.partner_node(self.object)]
