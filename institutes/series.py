"""The observations of one indicator, scope by scope, and the picture of one of them."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from institutes.models import Observation
from mfgusa.charts.series import Point, time_series

NETWORK = "network"  # Stands where the key of an institute would stand.


@dataclass
class ObservationSeries:
    """What sources say of an indicator for the network, or for one institute."""

    indicator: object
    institute: object
    observations: list

    def __post_init__(self):
        for one in self.observations:
            known = (self.key, one.fiscal_year, one.as_of, one.source.key)
            one.anchor = "-".join(str(part) for part in known if part)

    @property
    def key(self):
        return self.institute.key if self.institute else NETWORK

    @property
    def name(self):
        return self.institute.acronym if self.institute else _("whole network")

    @property
    def dated(self):
        """What can be drawn: its time is a fiscal year, or else a day."""
        return [one for one in self.observations if one.time]

    @property
    def undated_count(self):
        return len(self.observations) - len(self.dated)

    @property
    def breaks(self):
        """Where the series cannot be compared across, in the words of the notes."""
        return [
            (one.time, one.note[:1].upper() + one.note[1:])
            for one in self.dated
            if one.is_series_break
        ]

    @cached_property
    def picture(self):
        """The series in time; none unless there are two points to compare."""
        if len({one.time for one in self.dated}) < 2:
            return None
        name = self.indicator.name
        return time_series(
            title=_("%(name)s: %(scope)s") % {"name": name, "scope": self.name},
            description=self.indicator.definition,
            unit=_("%(unit)s, by federal fiscal year")
            % {"unit": self.indicator.get_unit_display()},
            points=[self._point(one) for one in self.dated],
            breaks=self.breaks,
        )

    def _point(self, one):
        preferred = one.rank == one.Rank.PREFERRED
        words = _("%(time)s: %(bound)s %(value)s, %(source)s") % {
            "time": one.time,
            "bound": one.get_bound_display(),
            "value": f"{one.value.normalize():,f}",
            "source": one.source.title,
        }
        return Point(
            time=one.time,
            value=one.value,
            label=words,
            url=f"#{one.anchor}",
            preferred=preferred,
        )


def group_by_scope(indicator, observations):
    """A series for each scope, from observations that are in the order of scopes."""
    grouped = groupby(observations, key=lambda one: one.institute)
    return [
        ObservationSeries(indicator, institute, list(rows))
        for institute, rows in grouped
    ]


def find_comparable_series(slug, institute):
    """An indicator for an institute, or for the network; none without two points."""
    rows = list(
        Observation.objects.in_scope(slug, institute).with_scope().chronological()
    )
    [series] = group_by_scope(rows[0].indicator, rows) if rows else [None]
    return series if series and series.picture else None
