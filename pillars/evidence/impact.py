from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import ngettext_lazy

from institutes.models import Observation
from institutes.models.indicator import ObservationQuerySet
from institutes.series import ObservationSeries, find_comparable_series
from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.templatetags.catalogue import observed_value
from mfgusa.text import with_bound
from pillars.evidence.base import Evidence, Example, Gap, gap_in, top_rows


class NationalImpact(Evidence):
    """The indicators over time, and those on which sources disagree."""

    @cached_property
    def indicators(self) -> FilteredCount:
        if self.institute:
            return self.listing("institutes:indicator")
        return self.listing("institutes:indicator", scope="network")

    @property
    def headline_listing(self) -> FilteredCount:
        return self.indicators

    @cached_property
    def headline(self) -> LinkedCount:
        return self.headline_listing.linked_count(
            ngettext_lazy("indicator that is measured", "indicators that are measured")
        )

    @cached_property
    def figures(self) -> list[LinkedCount]:
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
    def observations(self) -> ObservationQuerySet:
        return Observation.objects.filter(institute=self.institute)

    @cached_property
    def series(self) -> ObservationSeries | None:
        """The indicator with the most observations."""
        slug = self.observations.most_observed()
        return find_comparable_series(slug, self.institute) if slug else None

    @cached_property
    def examples(self) -> list[Example]:
        """The newest values of the indicators with the most observations."""
        indicators = top_rows(self.indicators.rows, "observation_count")
        observations = self.observations.preferred().filter(
            indicator__in=[indicator.pk for indicator in indicators]
        )
        return [
            Example(
                observation, observation_label(observation), observation.indicator.name
            )
            for observation in observations.newest_of_each()
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        if not self.institute:
            indicators = self.listing("institutes:indicator")
            title = ngettext_lazy(
                "indicator known of single institutes only",
                "indicators known of single institutes only",
            )
            yield gap_in(indicators, title, not_scope="network")

    def facts(self) -> list[QuerySet[Any]]:
        return [self.observations]


def observation_label(observation: Observation) -> str:
    """Return the value and its time: “about 28,000 people, fiscal year 2016”."""
    value = with_bound(strip_tags(observed_value(observation)), observation.bound)
    return f"{value}, {observation.time}" if observation.time else value
