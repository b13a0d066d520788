"""The catalogue and the pages of skills."""

from typing import Any, TypedDict

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.citation.page_metadata import (
    Node,
    breadcrumb_node,
    newest_date_of,
)
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.catalogue.list import FilteredList
from mfgusa.fields.partial_dates import PartialDate
from roadmaps.filtersets.skill import SkillFilterSet
from roadmaps.models import RoadmapItem, Skill
from roadmaps.resources import SkillResource


class SkillGap(TypedDict):
    """How many skills (`count` of `of`) no recorded program teaches; their filter."""

    count: int
    of: int
    query: str


class SkillList(FilteredList):
    """All skills that roadmap items require, and the programs that teach them."""

    title = gettext_lazy("Skills")
    lede = gettext_lazy(
        "What the roadmaps ask people to be able to do, and who teaches it."
    )
    queryset = Skill.objects.with_counts()
    filterset_class = SkillFilterSet
    resource_class = SkillResource
    above_template = "roadmaps/_skill_gap.html"
    rows_template = "roadmaps/_skill_rows.html"
    page_size = 50

    def context(self) -> dict[str, Any]:
        return super().context() | {"gap": self.gap}

    @cached_property
    def gap(self) -> SkillGap | None:
        """The listed skills without a program; None if the address is invalid."""
        if self.filterset.problems:
            return None
        counts = self.filterset.cached_counts("taught")
        return {
            "count": counts.get(NOT_RECORDED, 0),
            "of": sum(counts.values()),
            "query": self.filterset.query({"taught": [NOT_RECORDED]}),
        }

    def newest(self) -> PartialDate | None:
        skills = self.filterset.qs.order_by().values("pk")
        return newest_date_of(RoadmapItem.objects.filter(skills__in=skills))


class SkillDetail(FactDetail):
    """One skill: the roadmap items that require it and the programs that teach it."""

    queryset = Skill.objects.with_counts()
    slug_field = "slug"

    def get_description(self) -> str:
        return _(
            "%(name)s: what roadmaps of Manufacturing USA ask for it, and which "
            "workforce programs are recorded as teaching it."
        ) % {"name": self.object}

    def get_linked_data(self) -> list[Node]:
        parent = (str(SkillList.title), reverse("roadmaps:skill-list"))
        return [
            breadcrumb_node(parent, (str(self.object), self.object.get_absolute_url()))
        ]
