from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.catalogue.citation.page_metadata import breadcrumb_node, newest_date_of
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from roadmaps import pictures
from roadmaps.filtersets.challenge import ChallengeFilterSet
from roadmaps.models import Challenge, ChallengeLink
from roadmaps.resources import ChallengeResource


class ChallengeList(FilteredList):
    """What manufacturing has to meet, and what answers it."""

    title = gettext_lazy("Challenges")
    lede = gettext_lazy("What manufacturing has to meet, and what answers it.")
    queryset = Challenge.objects.with_counts()
    filterset_class = ChallengeFilterSet
    resource_class = ChallengeResource
    above_template = "roadmaps/_challenge_remark.html"
    rows_template = "roadmaps/_challenge_rows.html"

    def draw(self, rows):
        return pictures.of_answers(rows)

    def newest(self):
        challenges = self.filterset.qs.order_by().values("pk")
        return newest_date_of(ChallengeLink.objects.filter(challenge__in=challenges))


class ChallengeDetail(FactDetail):
    """One challenge and what answers it."""

    queryset = Challenge.objects.with_counts()
    slug_field = "slug"

    def description(self):
        words = _(
            "What answers it in Manufacturing USA: institutes, roadmaps and projects."
        )
        return f"{self.object}. {self.object.description} {words}"

    def things(self):
        listed = (ChallengeList.title, reverse("roadmaps:challenge-list"))
        return [
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url()))
        ]
