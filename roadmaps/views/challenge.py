"""The catalogue and the pages of challenges."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.citation.page_metadata import (
    Node,
    breadcrumb_node,
    newest_date_of,
)
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.charts.pictures import Picture
from mfgusa.fields.partial_dates import PartialDate
from roadmaps.charts import bars
from roadmaps.filtersets.challenge import ChallengeFilterSet
from roadmaps.models import Challenge, ChallengeLink
from roadmaps.resources import ChallengeResource


class ChallengeList(FilteredList):
    """All challenges, with the number of subjects that address each."""

    title = gettext_lazy("Challenges")
    lede = gettext_lazy("What manufacturing has to meet, and what answers it.")
    queryset = Challenge.objects.with_counts()
    filterset_class = ChallengeFilterSet
    resource_class = ChallengeResource
    above_template = "roadmaps/_challenge_remark.html"
    rows_template = "roadmaps/_challenge_rows.html"

    def draw(self, rows: models.QuerySet[Challenge]) -> Picture:
        return bars.challenge_bars(rows)

    def newest(self) -> PartialDate | None:
        challenges = self.filterset.qs.order_by().values("pk")
        return newest_date_of(ChallengeLink.objects.filter(challenge__in=challenges))


class ChallengeDetail(FactDetail):
    """One challenge and what addresses it."""

    queryset = Challenge.objects.with_counts()
    slug_field = "slug"

    def get_description(self) -> str:
        sentence = _(
            "What answers it in Manufacturing USA: institutes, roadmaps and projects."
        )
        return f"{self.object}. {self.object.description} {sentence}"

    def get_linked_data(self) -> list[Node]:
        parent = (str(ChallengeList.title), reverse("roadmaps:challenge-list"))
        return [
            breadcrumb_node(parent, (str(self.object), self.object.get_absolute_url()))
        ]
