"""The sections of an institute's page that the plans fill."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from roadmaps.models import ChallengeLink


class Roadmaps(Panel):
    """Where the institute says its technology should go."""

    model = "institutes.Institute"
    slug = "roadmaps"
    title = _("Roadmaps")
    template = "roadmaps/panels/roadmaps.html"

    def get_rows(self):
        rows = self.subject.roadmaps.with_scope().with_items()
        return list(rows.order_by("published", "key"))


class Challenges(Panel):
    """Which challenges the institute, its projects and its roadmaps answer."""

    model = "institutes.Institute"
    slug = "challenges"
    title = _("Challenges")
    template = "roadmaps/panels/challenges.html"

    def get_rows(self):
        return list(ChallengeLink.objects.answered_by(self.subject).with_subject())
