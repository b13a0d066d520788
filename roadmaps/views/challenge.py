from django.utils.translation import gettext_lazy

from mfgusa.catalogue.detail import FactPage
from mfgusa.catalogue.views import FilteredList
from roadmaps.filtersets import ChallengeFilterSet
from roadmaps.models import Challenge
from roadmaps.resources import ChallengeResource


class ChallengeList(FilteredList):
    """What manufacturing has to meet, and what answers it."""

    title = gettext_lazy("Challenges")
    lede = gettext_lazy("What manufacturing has to meet, and what answers it.")
    queryset = Challenge.objects.all()
    filterset_class = ChallengeFilterSet
    resource_class = ChallengeResource
    rows_template = "roadmaps/_challenge_rows.html"


class ChallengeDetail(FactPage):
    """One challenge and what answers it."""

    queryset = Challenge.objects.all()
    slug_field = "slug"
