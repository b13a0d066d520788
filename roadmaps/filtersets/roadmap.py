from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import FOCUS_AREAS, INSTITUTES
from mfgusa.catalogue.facets import Facet, YearFacet
from mfgusa.catalogue.filtersets import FacetedFilterSet, SearchFilter, SortFilter
from mfgusa.catalogue.search import Folded
from roadmaps.filtersets.vocabularies import CHALLENGES


class RoadmapFilterSet(FacetedFilterSet):
    """How the roadmaps can be narrowed down."""

    q = SearchFilter(label=_("Search"))
    institute = Facet("institute__key", label=_("Institute"), vocabulary=INSTITUTES)
    focus = Facet(
        "focus_area__slug",
        label=_("Focus area"),
        vocabulary=FOCUS_AREAS,
        parent_path="focus_area__parent__slug",
    )
    published = YearFacet("published", label=_("Published"))
    challenge = Facet(
        "challenge_links__challenge__slug", label=_("Challenge"), vocabulary=CHALLENGES
    )
    sort = SortFilter(
        title=(Folded("title"), _("Title")),
        published=("published", _("Published")),
        institute=(Folded("institute__acronym"), _("Institute")),
    )
