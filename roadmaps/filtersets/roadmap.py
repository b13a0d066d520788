"""The facets of the catalogue of roadmaps."""

from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import FOCUS_AREAS
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import (
    LinkedFacet,
    NumberFacet,
    SpanFacet,
    YearFacet,
)
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary, column_vocabulary
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.filtersets.vocabularies import (
    CHALLENGES,
    SERIES,
    SKILLS,
    RoadmapScopeFacet,
)
from roadmaps.models import ItemLink, Roadmap, RoadmapItem

PROJECTS = ItemLink.objects.order_by().exclude(project=None)


class RoadmapFilterSet(FacetedFilterSet):
    """The filters of roadmaps; the rows need the counts and ranges of their items.

    A filter over items finds a roadmap if at least one of its items matches.
    """

    rows = Roadmap.objects.with_counts().with_item_ranges()
    reads = ("items__target_year", "items__trl_start", "items__trl_end")

    q = SearchFilter(label=_("Search"))
    institute = RoadmapScopeFacet("institute__key", label=_("Institute"))
    focus = Facet(
        "focus_area__slug",
        label=_("Focus area"),
        vocabulary=FOCUS_AREAS,
        parent_path="focus_area__parent__slug",
    )
    published = YearFacet("published", label=_("Published"))
    horizon = SpanFacet("horizon_start", "horizon_end", label=_("Years it looks at"))
    series = Facet("series", label=_("Versions of"), vocabulary=SERIES)
    challenge = Facet(
        "challenge_links__challenge__slug", label=_("Challenge"), vocabulary=CHALLENGES
    )
    theme = Facet(
        "items__theme",
        label=_("Theme of an item"),
        vocabulary=column_vocabulary(RoadmapItem.objects.all(), "theme"),
    )
    item_horizon = Facet(
        "items__horizon",
        label=_("Horizon of an item"),
        vocabulary=choices_vocabulary(RoadmapItem.Horizon),
    )
    target_year = SpanFacet(
        "first_target", "last_target", label=_("Target years of items")
    )
    trl = SpanFacet(
        "first_trl",
        "last_trl",
        label=_("Technology readiness levels of items"),
    )
    skill = Facet("items__skills__slug", label=_("Skill of an item"), vocabulary=SKILLS)
    project = LinkedFacet(
        "roadmap_item__roadmap", rows=PROJECTS, label=_("Project on an item")
    )
    items = NumberFacet("item_count", label=_("Number of items"), last=999)
    sort = SortFilter(
        title=(SearchFold("title"), _("Title")),
        published=("published", _("Published")),
        institute=(SearchFold("institute__acronym"), _("Institute")),
        size=("item_count", _("Number of items")),
    )
