"""What the plans know of the rows of facts: facets of their catalogues."""

from django.utils.translation import gettext_lazy as _

from institutes.filtersets import InstituteFilterSet, ProjectFilterSet
from mfgusa.catalogue.facets import LinkedFacet
from roadmaps.models import ItemLink, Roadmap

InstituteFilterSet.add(
    roadmaps=LinkedFacet("institute", rows=Roadmap.objects.all(), label=_("Roadmaps"))
)
ProjectFilterSet.add(
    roadmap_item=LinkedFacet(
        "project", rows=ItemLink.objects.all(), label=_("Takes up a roadmap item")
    )
)
