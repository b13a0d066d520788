"""The facets of the catalogue of roadmap items."""

from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import FOCUS_AREAS
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import (
    LinkedFacet,
    NumberFacet,
    SpanFacet,
    TextPresenceFacet,
)
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary, column_vocabulary
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.filtersets.vocabularies import (
    CHALLENGES,
    ROADMAPS,
    SERIES,
    SKILLS,
    RoadmapScopeFacet,
)
from roadmaps.models import ItemLink, RoadmapItem

LINKS = ItemLink.objects.order_by()


class RoadmapItemFilterSet(FacetedFilterSet):
    """The filters of roadmap items."""

    rows = RoadmapItem.objects.all()

    q = SearchFilter(label=_("Search"))
    institute = RoadmapScopeFacet("roadmap__institute__key", label=_("Institute"))
    horizon = Facet(
        "horizon",
        label=_("Horizon"),
        vocabulary=choices_vocabulary(RoadmapItem.Horizon),
    )
    target_year = NumberFacet(
        "target_year", label=_("Target year"), first=1900, last=2200
    )
    roadmap = Facet("roadmap__key", label=_("Roadmap"), vocabulary=ROADMAPS)
    series = Facet("roadmap__series", label=_("Versions of"), vocabulary=SERIES)
    focus = Facet(
        "roadmap__focus_area__slug",
        label=_("Focus area"),
        vocabulary=FOCUS_AREAS,
        parent_path="roadmap__focus_area__parent__slug",
    )
    theme = Facet(
        "theme",
        label=_("Theme"),
        vocabulary=column_vocabulary(RoadmapItem.objects.all(), "theme"),
    )
    trl = SpanFacet("trl_start", "trl_end", label=_("Technology readiness level"))
    skill = Facet("skills__slug", label=_("Skill"), vocabulary=SKILLS)
    challenge = Facet(
        "challenge_links__challenge__slug", label=_("Challenge"), vocabulary=CHALLENGES
    )
    metric = TextPresenceFacet("metric", label=_("Metric"))
    work = LinkedFacet("roadmap_item", rows=LINKS, label=_("Work on it"))
    project = LinkedFacet(
        "roadmap_item", rows=LINKS.exclude(project=None), label=_("Project on it")
    )
    program = LinkedFacet(
        "roadmap_item",
        rows=LINKS.exclude(workforce_program=None),
        label=_("Workforce program on it"),
    )
    sort = SortFilter(
        title=(SearchFold("title"), _("Title")),
        target_year=("target_year", _("Target year")),
        theme=(SearchFold("theme"), _("Theme")),
        roadmap=(SearchFold("roadmap__title"), _("Roadmap")),
    )
