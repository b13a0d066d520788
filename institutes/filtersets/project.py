from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import FOCUS_AREAS, INSTITUTES, PARTICIPANTS
from institutes.models import Project
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import (
    NumberFacet,
    RangeFacet,
    SpanFacet,
    YearsFacet,
)
from mfgusa.catalogue.filters.vocabulary import (
    Option,
    Vocabulary,
    choices_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNKNOWN = Project.Status.UNKNOWN


class StatusFacet(Facet):
    """The status of a project; an unknown status is not recorded."""

    def __init__(
        self, field_name: str, *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": Vocabulary(self.options)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @staticmethod
    def options() -> list[Option]:
        statuses = (status for status in Project.Status if status != UNKNOWN)
        return [Option(status.value, str(status.label)) for status in statuses]

    def has_gap(self) -> bool:
        """Always: a status may be unknown."""
        return True

    def expression(self) -> NullIf:
        return NullIf(self.field_name, Value(UNKNOWN.value))


class ProjectFilterSet(FacetedFilterSet):
    """The filters of projects, whose rows have `sector_count`."""

    rows = Project.objects.with_sector_count()
    reads = ("partner_links__partner__sector",)

    q = SearchFilter(label=_("Search"))
    institute = Facet("institute__key", label=_("Institute"), vocabulary=INSTITUTES)
    focus = Facet(
        "focus_area__slug",
        label=_("Focus area"),
        vocabulary=FOCUS_AREAS,
        parent_path="focus_area__parent__slug",
    )
    status = StatusFacet("status", label=_("Status"))
    kind = Facet("kind", label=_("Kind"), vocabulary=choices_vocabulary(Project.Kind))
    participant = Facet(
        "partner_links__partner__key",
        label=_("Participant"),
        vocabulary=PARTICIPANTS,
    )
    tied = Facet(
        "partner_links__partner__memberships__institute__key",
        label=_("Participants tied to"),
        vocabulary=INSTITUTES,
    )
    sectors = NumberFacet(
        "sector_count", label=_("Different sectors of participants"), last=4
    )
    years = YearsFacet("start", "end", label=_("Years"))
    trl = SpanFacet("trl_start", "trl_end", label=_("Technology readiness level"))
    federal = RangeFacet(
        "federal_usd", label=_("Federal money"), unit=_("in US dollars")
    )
    cost_share = RangeFacet(
        "cost_share_usd", label=_("Cost share"), unit=_("in US dollars")
    )
    sort = SortFilter(
        title=(SearchFold("title"), _("Title")),
        start=("start", _("Start")),
        federal=("federal_usd", _("Federal money")),
        institute=(SearchFold("institute__acronym"), _("Institute")),
    )
