from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import FOCUS_AREAS
from mfgusa.catalogue.facets import Facet, NumberFacet, RangeFacet, YearFacet
from mfgusa.catalogue.filtersets import FacetedFilterSet, SearchFilter, SortFilter
from mfgusa.catalogue.search import Folded
from roadmaps.filtersets.vocabularies import CHALLENGES, SERIES, ScopeFacet


class RoadmapFilterSet(FacetedFilterSet):
    """How the roadmaps can be narrowed down; their rows know `item_count`."""

    q = SearchFilter(label=_("Search"))
    institute = ScopeFacet("institute__key", label=_("Institute"))
    focus = Facet(
        "focus_area__slug",
        label=_("Focus area"),
        vocabulary=FOCUS_AREAS,
        parent_path="focus_area__parent__slug",
    )
    published = YearFacet("published", label=_("Published"))
    horizon = RangeFacet(
        "horizon_start", last_name="horizon_end", label=_("Years it looks at")
    )
    series = Facet("series", label=_("Versions of"), vocabulary=SERIES)
    challenge = Facet(
        "challenge_links__challenge__slug", label=_("Challenge"), vocabulary=CHALLENGES
    )
    items = NumberFacet("item_count", label=_("Number of items"), last=999)
    sort = SortFilter(
        title=(Folded("title"), _("Title")),
        published=("published", _("Published")),
        institute=(Folded("institute__acronym"), _("Institute")),
        size=("item_count", _("Number of items")),
    )
