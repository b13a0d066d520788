from functools import cached_property

from django.utils.html import strip_tags
from django.utils.translation import ngettext_lazy

from institutes.models import Observation
from institutes.series import find_comparable_series
from mfgusa.catalogue.templatetags.catalogue import measured
from pillars.evidence.base import Evidence, Example, gap_in, top_rows, with_bound


class NationalImpact(Evidence):
    """What is measured in time, and where sources disagree."""

    @cached_property
    def indicators(self):
        if self.institute:
            return self.listing("institutes:indicator")
        return self.listing("institutes:indicator", scope="network")

    @property
    def headline_listing(self):
        return self.indicators

    @cached_property
    def headline(self):
        return self.headline_listing.linked_count(
            ngettext_lazy("indicator that is measured", "indicators that are measured")
        )

    @cached_property
    def figures(self):
        if self.institute:
            return []
        disputed = self.indicators.narrow(disagreement="network")
        return [
            disputed.linked_count(
                ngettext_lazy(
                    "indicator on which sources disagree",
                    "indicators on which sources disagree",
                )
            )
        ]

    @cached_property
    def observations(self):
        return Observation.objects.filter(institute=self.institute)

    @cached_property
    def series(self):
        """The indicator that is observed most often."""
        return find_comparable_series(self.observations.most_observed(), self.institute)

    @cached_property
    def examples(self):
        """The newest value of those that are observed most often."""
        often = [one.pk for one in top_rows(self.indicators.rows, "observation_count")]
        told = self.observations.preferred().filter(indicator__in=often)
        return [
            Example(one, value_of(one), one.indicator.name)
            for one in told.newest_of_each()
        ]

    def possible_gaps(self):
        if not self.institute:
            every = self.listing("institutes:indicator")
            title = ngettext_lazy(
                "indicator known of single institutes only",
                "indicators known of single institutes only",
            )
            yield gap_in(every, title, not_scope="network")

    def facts(self):
        return [self.observations]


def value_of(observation) -> str:
    """Its value and its time: “about 28,000 people, fiscal year 2016”."""
    value = with_bound(strip_tags(measured(observation)), observation.bound)
    return f"{value}, {observation.time}" if observation.time else value
