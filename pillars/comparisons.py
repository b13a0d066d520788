"""The pillars in the comparison of institutes."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from institutes.comparison_base import InstituteComparison
from mfgusa.catalogue.comparisons import ComparisonLine, ComparisonValue
from pillars.evidence.base import Evidence
from pillars.evidence.registry import EVIDENCE
from pillars.models import Pillar


class PillarComparison(InstituteComparison):
    """The headline of each pillar, with a link to its rows."""

    title = _("The ten pillars")

    def get_lines(self) -> Iterator[ComparisonLine]:
        for pillar in Pillar.objects.defer("search"):
            evidence_class = EVIDENCE[pillar.number]
            evidences = [evidence_class(institute) for institute in self.subjects]
            evidence_class.count_headlines(evidences)
            values = {
                institute.pk: headline_values(evidence)
                for institute, evidence in zip(self.subjects, evidences, strict=True)
            }
            yield self.line(str(pillar), values)


def headline_values(evidence: Evidence) -> list[ComparisonValue]:
    """Return the headline as a value; an empty list if nothing is recorded."""
    figure = evidence.headline
    if not figure:
        return []
    return [
        ComparisonValue(figure.text or str(figure.count), figure.url, note=figure.title)
    ]
