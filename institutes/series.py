"""The observations of an indicator by scope, and their pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from institutes.models import Indicator, Institute, Observation
from mfgusa.charts.pictures import Picture
from mfgusa.charts.series import Point, time_series

NETWORK = "network"  # Stands where the key of an institute would stand.


@dataclass
class ObservationSeries:
    """The observations of an indicator for the network or for one institute."""

    indicator: Indicator
    institute: Institute | None
    observations: list[Observation]

    def __post_init__(self) -> None:
        for row in self.observations:
            parts = (self.key, row.fiscal_year, row.as_of, row.source.key)
            row.anchor = "-".join(str(part) for part in parts if part)

    @property
    def key(self) -> str:
        """The key of the institute, or `network`."""
        return self.institute.key if self.institute else NETWORK

    @property
    def name(self) -> str:
        """The acronym of the institute, or the words for the network."""
        return self.institute.acronym if self.institute else _("whole network")

    @property
    def dated(self) -> list[Observation]:
        """The observations with a fiscal year or a day, which can be drawn."""
        return [row for row in self.observations if row.time]

    @property
    def undated_count(self) -> int:
        """The number of observations without a fiscal year or a day."""
        return len(self.observations) - len(self.dated)

    @property
    def breaks(self) -> list[tuple[str, str]]:
        """The times from which values are not comparable with earlier ones, and why."""
        return [
            (row.time, row.note[:1].upper() + row.note[1:])
            for row in self.dated
            if row.is_series_break
        ]

    @cached_property
    def picture(self) -> Picture | None:
        """The series in time, or None unless it has two times to compare."""
        if len({row.time for row in self.dated}) < 2:
            return None
        name = self.indicator.name
        return time_series(
            title=_("%(name)s: %(scope)s") % {"name": name, "scope": self.name},
            description=self.indicator.definition,
            unit=_("%(unit)s, by federal fiscal year")
            % {"unit": self.indicator.get_unit_display()},
            points=[observation_point(row) for row in self.dated],
            breaks=self.breaks,
        )


def observation_point(observation: Observation) -> Point:
    """Return the point of an observation, which links to its row in the table."""
    label = _("%(time)s: %(bound)s %(value)s, %(source)s") % {
        "time": observation.time,
        "bound": observation.get_bound_display(),
        "value": f"{observation.value.normalize():,f}",
        "source": observation.source.title,
    }
    return Point(
        time=observation.time,
        value=observation.value,
        label=label,
        url=f"#{observation.anchor}",
        preferred=observation.rank == Observation.Rank.PREFERRED,
    )


def group_by_scope(
    indicator: Indicator, observations: Iterable[Observation]
) -> list[ObservationSeries]:
    """Return a series for each scope, of observations that are ordered by scope."""
    groups = groupby(observations, key=lambda row: row.institute)
    return [
        ObservationSeries(indicator, institute, list(rows))
        for institute, rows in groups
    ]


def find_comparable_series(
    slug: str, institute: Institute | None
) -> ObservationSeries | None:
    """Return the series of an indicator in a scope, or None if it has no picture."""
    rows = Observation.objects.in_scope(slug, institute).with_scope()
    observations = list(rows.chronological())
    if not observations:
        return None
    series = ObservationSeries(observations[0].indicator, institute, observations)
    return series if series.picture else None
