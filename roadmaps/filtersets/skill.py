"""The facets of the catalogue of skills."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from institutes.models import WorkforceProgram
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet, PresenceFacet
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.filtersets.vocabularies import ROADMAPS
from roadmaps.models import Skill


class LinkedCountPresenceFacet(PresenceFacet):
    """Whether the column, which counts linked rows, is above zero."""

    def has_gap(self) -> bool:
        """Always: there may be no linked row."""
        return True

    def _blank(self, name: str) -> Q:
        return Q(**{name: 0})


class SkillFilterSet(FacetedFilterSet):
    """The filters of skills; the rows need their counts."""

    rows = Skill.objects.with_counts()
    reads = ("roadmap_items", "program_links")

    q = SearchFilter(label=_("Search"))
    taught = LinkedCountPresenceFacet(
        "program_count", label=_("A program that teaches it")
    )
    institute = Facet(
        "roadmap_items__roadmap__institute__key",
        label=_("Asked for by"),
        vocabulary=INSTITUTES,
    )
    teacher = Facet(
        "program_links__workforce_program__institute__key",
        label=_("Taught by"),
        vocabulary=INSTITUTES,
    )
    roadmap = Facet(
        "roadmap_items__roadmap__key", label=_("Roadmap"), vocabulary=ROADMAPS
    )
    audience = Facet(
        "program_links__workforce_program__audience",
        label=_("Taught to"),
        vocabulary=choices_vocabulary(WorkforceProgram.Audience),
    )
    asked = NumberFacet("item_count", label=_("Items that ask for it"))
    programs = NumberFacet("program_count", label=_("Programs that teach it"))
    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        asked=("item_count", _("Items that ask for it")),
        programs=("program_count", _("Programs that teach it")),
    )
