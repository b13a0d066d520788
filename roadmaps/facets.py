"""What the plans know of the rows of facts: facets of their catalogues."""

from django.utils.translation import gettext_lazy as _

from institutes.filtersets.institute import InstituteFilterSet
from institutes.filtersets.project import ProjectFilterSet
from institutes.filtersets.workforce import WorkforceFilterSet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import register_facet
from mfgusa.catalogue.filters.ranges import LinkedFacet
from roadmaps.filtersets.vocabularies import CHALLENGES, SKILLS
from roadmaps.models import ItemLink, Roadmap

for filterset_class in (InstituteFilterSet, ProjectFilterSet):
    register_facet(
        filterset_class,
        "challenge",
        Facet(
            "challenge_links__challenge__slug",
            label=_("Challenge"),
            vocabulary=CHALLENGES,
        ),
    )
register_facet(
    InstituteFilterSet,
    "roadmaps",
    LinkedFacet("institute", rows=Roadmap.objects.all(), label=_("Roadmaps")),
)
register_facet(
    ProjectFilterSet,
    "roadmap_item",
    LinkedFacet(
        "project", rows=ItemLink.objects.all(), label=_("Takes up a roadmap item")
    ),
)
register_facet(
    WorkforceFilterSet,
    "skill",
    Facet("skill_links__skill__slug", label=_("Skill"), vocabulary=SKILLS),
)
