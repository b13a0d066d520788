from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from mfgusa.catalogue.facets import Facet, words_of
from mfgusa.catalogue.filtersets import FacetedFilterSet, SearchFilter, SortFilter
from mfgusa.catalogue.search import Folded
from roadmaps.filtersets.vocabularies import CHALLENGES, SKILLS
from roadmaps.models import RoadmapItem


class RoadmapItemFilterSet(FacetedFilterSet):
    """How the items of roadmaps can be narrowed down."""

    q = SearchFilter(label=_("Search"))
    institute = Facet(
        "roadmap__institute__key", label=_("Institute"), vocabulary=INSTITUTES
    )
    horizon = Facet(
        "horizon", label=_("Horizon"), vocabulary=words_of(RoadmapItem.Horizon)
    )
    skill = Facet("skills__slug", label=_("Skill"), vocabulary=SKILLS)
    challenge = Facet(
        "challenge_links__challenge__slug", label=_("Challenge"), vocabulary=CHALLENGES
    )
    sort = SortFilter(
        title=(Folded("title"), _("Title")), target_year=("target_year", _("Year"))
    )
