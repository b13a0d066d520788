"""What the plans know of the rows of facts: facets of their catalogues."""

from django.utils.translation import gettext_lazy as _

from institutes.filtersets.institute import InstituteFilterSet
from institutes.filtersets.project import ProjectFilterSet
from institutes.filtersets.workforce import WorkforceFilterSet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.ranges import LinkedFacet
from roadmaps.filtersets.vocabularies import CHALLENGES, SKILLS
from roadmaps.models import ItemLink, Roadmap

for answering in (InstituteFilterSet, ProjectFilterSet):
    answering.add(
        challenge=Facet(
            "challenge_links__challenge__slug",
            label=_("Challenge"),
            vocabulary=CHALLENGES,
        )
    )
InstituteFilterSet.add(
    roadmaps=LinkedFacet("institute", rows=Roadmap.objects.all(), label=_("Roadmaps"))
)
ProjectFilterSet.add(
    roadmap_item=LinkedFacet(
        "project", rows=ItemLink.objects.all(), label=_("Takes up a roadmap item")
    )
)
WorkforceFilterSet.add(
    skill=Facet("skill_links__skill__slug", label=_("Skill"), vocabulary=SKILLS)
)
