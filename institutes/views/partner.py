from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes import linked_data, maps
from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Membership, Partner
from institutes.resources import PartnerResource
from institutes.views.map_list import MappedList
from mfgusa.catalogue.detail import FactDetail


class PartnerList(MappedList):
    """Every organisation that a source ties to an institute."""

    title = gettext_lazy("Partners")
    lede = gettext_lazy(
        "Companies, schools, agencies and associations that work with the institutes."
    )
    queryset = Partner.objects.with_place().with_institute_count()
    filterset_class = PartnerFilterSet
    resource_class = PartnerResource
    rows_template = "institutes/_partner_rows.html"

    @property
    def year(self):
        """The year at whose end the partners are shown, if one is asked for."""
        return self.filterset.active_values.get("as_of")

    @cached_property
    def places(self):
        return self.filterset.places

    def draw(self, rows):
        return maps.partner_map(self.places, self.filtered_url)

    def off_map(self):
        return maps.partners_off_map(self.places, self.filtered_url)

    def get_page(self):
        """The rows with their ties: with `as_of` those that were known by then."""
        page = super().get_page()
        if page is not None:  # To ask whether it has rows would read them.
            page.object_list = page.object_list.with_memberships(self.year)
        return page

    def context(self):
        undated = Membership.objects.undated().count() if self.year else 0
        return super().context() | {"undated": undated}


class PartnerDetail(FactDetail):
    """One partner: its institutes, roles, projects and neighbors."""

    queryset = Partner.objects.with_place()

    def get_description(self):
        """What it is and where, as far as that is recorded."""
        partner = self.object
        kind = partner.get_subsector_display() or partner.get_sector_display()
        place = ", ".join(str(p) for p in (partner.city, partner.state) if p)
        known = " · ".join(part for part in (kind, place) if part)
        text = _("%(name)s in Manufacturing USA: its institutes, roles and projects.")
        return (text % {"name": partner.name}) + (f" {known}." if known else "")

    def get_linked_data(self):
        return [linked_data.partner_node(self.object)]
