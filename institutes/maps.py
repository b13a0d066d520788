"""Facts as maps: where institutes, sites and partners are.

The one place where facts become shades and markers. A list passes `narrowed`, which
returns the address of the same list with some parameters changed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutes.filtersets.vocabularies import states_by_name
from institutes.models import Institute, Site, State
from institutes.models.partner import PlaceCount
from institutes.models.place import Point
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.charts.maps import Marker, StateShade, state_map
from mfgusa.charts.pictures import Picture
from mfgusa.charts.projection import project


class FilteredUrl(Protocol):
    """Returns the address of a list with some parameters changed."""

    def __call__(self, **changes: list[str]) -> str: ...


@dataclass(frozen=True)
class OffMap:
    """A link to rows that are not on the map."""

    label: str
    url: str
    count: int | None = None


def network_map(institutes: Iterable[Institute], sites: Iterable[Site]) -> Picture:
    """Return every site with a point, over states shaded by headquarters."""
    return state_map(
        title=_("Institutes and their sites"),
        description=_(
            "Map of the United States: a mark for each site of an institute, by the "
            "department that sponsors it; states are shaded by the institutes seated "
            "there."
        ),
        unit=_("institutes seated in the state"),
        states=shades_by_headquarters(institutes, State.get_absolute_url),
        markers=site_markers(sites),
    )


def institute_map(
    institutes: Iterable[Institute],
    headquarters: Iterable[Site],
    filtered_url: FilteredUrl,
) -> Picture:
    """Return the institutes at their headquarters, over shaded states."""
    return state_map(
        title=_("Where the institutes have their headquarters"),
        description=_(
            "Map of the United States: a mark for the headquarters of each institute, "
            "by the department that sponsors it; states are shaded by the institutes "
            "seated there."
        ),
        unit=_("institutes seated in the state"),
        states=shades_by_headquarters(
            institutes, lambda state: filtered_url(state=[state.code])
        ),
        markers=headquarters_markers(headquarters),
    )


def site_map(sites: Iterable[Site], filtered_url: FilteredUrl) -> Picture:
    """Return every site with a point, over states shaded by sites."""
    counts = Counter(site.state_id for site in sites)
    return state_map(
        title=_("Where the institutes work"),
        description=_(
            "Map of the United States: a mark for each site, by the department that "
            "sponsors its institute; states are shaded by the sites in them."
        ),
        unit=_("sites in the state"),
        states=state_shades(
            counts, _sites, lambda state: filtered_url(state=[state.code])
        ),
        markers=site_markers(sites),
    )


def partner_map(places: Iterable[PlaceCount], filtered_url: FilteredUrl) -> Picture:
    """Return the states shaded by partners."""
    counts: Counter[int | None] = Counter()
    for place in places:
        counts[place["state"]] += place["count"]
    return state_map(
        title=_("Partners by state"),
        description=_(
            "Map of the United States, shaded by the partners in each state."
        ),
        unit=_("partners with a place in the state"),
        states=state_shades(
            counts, _partners, lambda state: filtered_url(state=[state.code])
        ),
    )


def partner_and_institute_map(
    states: Iterable[State], headquarters: Iterable[Site]
) -> Picture:
    """Return the states shaded by `partner_count`, with the headquarters."""
    counts = {state.pk: state.partner_count for state in states}
    return state_map(
        title=_("Partners and institutes by state"),
        description=_(
            "Map of the United States, shaded by the partners in each state, with a "
            "mark for the headquarters of each institute."
        ),
        unit=_("partners with a place in the state"),
        states=state_shades(counts, _partners, State.get_absolute_url),
        markers=headquarters_markers(headquarters),
    )


def shades_by_headquarters(
    institutes: Iterable[Institute], get_url: Callable[[State], str]
) -> list[StateShade]:
    """Shade each state by the number of institutes with headquarters in it."""
    counts = Counter(institute.state_id for institute in institutes)
    return state_shades(counts, _institutes, get_url)


def state_shades(
    counts: Mapping[Any, int],
    get_label: Callable[[int], str],
    get_url: Callable[[State], str],
) -> list[StateShade]:
    """Shade each state by its count, with a label and an address."""
    return [
        StateShade(
            fips=state.fips,
            name=state.name,
            value=counts.get(state.pk, 0),
            label=_shade_label(state, get_label, counts.get(state.pk, 0)),
            url=get_url(state),
        )
        for state in states_by_name()
    ]


def _shade_label(state: State, get_label: Callable[[int], str], n: int) -> str:
    """Return a state and its count in words."""
    return f"{state.name}: {get_label(n) if n else _('none of these')}"


def site_markers(sites: Iterable[Site]) -> list[Marker]:
    """Mark each site with a point, in the group of its institute's agency."""
    return [
        _marker(site, site.point, f"{site.institute.acronym}: {site.name}", site)
        for site in sites
        if site.point
    ]


def headquarters_markers(headquarters: Iterable[Site]) -> list[Marker]:
    """Mark each institute at its headquarters, in the group of its agency."""
    return [
        _marker(site, site.point, site.institute.acronym, site.institute)
        for site in headquarters
        if site.point
    ]


def _marker(site: Site, point: Point, label: str, target: Site | Institute) -> Marker:
    agency = site.institute.agency
    longitude, latitude = point
    return Marker(
        longitude=longitude,
        latitude=latitude,
        label=label,
        url=target.get_absolute_url(),
        group=agency.code if agency else "",
    )


def is_on_map(site: Site) -> bool:
    """Whether the map shows the point of a site."""
    return site.point is not None and project(*site.point) is not None


def institutes_off_map(
    institutes: Iterable[Institute], headquarters: Iterable[Site]
) -> list[OffMap]:
    """Return the institutes without headquarters on the map."""
    on_map = {site.institute_id for site in headquarters if is_on_map(site)}
    return [
        OffMap(institute.acronym, institute.get_absolute_url())
        for institute in institutes
        if institute.pk not in on_map
    ]


def sites_off_map(sites: Iterable[Site]) -> list[OffMap]:
    """Return the sites without a point on the map."""
    return [
        OffMap(site.name, site.get_absolute_url())
        for site in sites
        if not is_on_map(site)
    ]


def states_off_map(states: Iterable[State]) -> list[OffMap]:
    """Return the territories, with their `partner_count`."""
    return [
        OffMap(state.name, state.get_absolute_url(), state.partner_count)
        for state in states
        if state.region == State.Region.ISLANDS
    ]


def partners_off_map(
    places: Iterable[PlaceCount], filtered_url: FilteredUrl
) -> list[OffMap]:
    """Return the partners in territories, abroad or at an unknown place, by place."""
    counts: Counter[tuple[str, str]] = Counter()
    for place in places:
        if not place["state"] or place["state__region"] == State.Region.ISLANDS:
            counts[_place_link(place, filtered_url)] += place["count"]
    return [OffMap(label, url, count) for (label, url), count in counts.items()]


def _place_link(place: PlaceCount, filtered_url: FilteredUrl) -> tuple[str, str]:
    """Return the name of a place, and the address of the partners in it."""
    if place["state"]:
        url = filtered_url(state=[str(place["state__code"])])
        return str(place["state__name"]), url
    country = place["abroad"]
    label = country or _("place not recorded")
    url = filtered_url(state=[NOT_RECORDED], country=[country or NOT_RECORDED])
    return label, url


def _institutes(n: int) -> str:
    return ngettext("%(n)d institute", "%(n)d institutes", n) % {"n": n}


def _partners(n: int) -> str:
    return ngettext("%(n)d partner", "%(n)d partners", n) % {"n": n}


def _sites(n: int) -> str:
    return ngettext("%(n)d site", "%(n)d sites", n) % {"n": n}
