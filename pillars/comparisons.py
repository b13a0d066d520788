"""What the pillars show of institutes side by side."""

from django.utils.translation import gettext_lazy as _

from institutes.comparison_base import InstituteComparison
from mfgusa.catalogue.comparisons import ComparisonValue
from pillars.evidence.registry import EVIDENCE
from pillars.models import Pillar


class PillarComparison(InstituteComparison):
    """The headline of each pillar, which opens its rows."""

    title = _("The ten pillars")

    def get_lines(self):
        for pillar in Pillar.objects.defer("search"):
            kind = EVIDENCE[pillar.number]
            several = [kind(one) for one in self.subjects]
            kind.count_headlines(several)
            found = {one.institute.pk: headline(one) for one in several}
            yield self.line(pillar, found)


def headline(evidence):
    """The figure with what it counts; nothing where nothing is recorded."""
    figure = evidence.headline
    if not figure:
        return []
    return [
        ComparisonValue(figure.text or str(figure.count), figure.url, note=figure.title)
    ]
