"""Facts as maps: where institutes, sites and partners are.

The one place where facts become shades and markers. A list passes `narrowed`, which
gives the address of the same list with some parameters changed.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutes.models import State
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.charts.maps import Marker, StateShade, state_map
from mfgusa.charts.pictures import Picture
from mfgusa.charts.projection import project


@dataclass(frozen=True)
class OffMap:
    """What the map has no room for, in words that lead to it."""

    label: str
    url: str
    count: int | None = None


def network_map(institutes, sites) -> Picture:
    """Every site that has a point, over the states with institutes in them."""
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


def institute_map(institutes, headquarters, filtered_url) -> Picture:
    """Each institute at its headquarters, over the states with institutes in them."""
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


def site_map(sites, filtered_url) -> Picture:
    """Each site that has a point, over the states with sites in them."""
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


def partner_map(places, filtered_url) -> Picture:
    """The states by the partners in them; `places` as `by_place` counts them."""
    counts = Counter()
    for place in places:
        counts[place["state"]] += place["found"]
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


def partner_and_institute_map(states, headquarters) -> Picture:
    """The states by the partners in them, with the institutes; wants `with_counts`."""
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


def shades_by_headquarters(institutes, address) -> list[StateShade]:
    """Each state with how many of the institutes have their seat in it."""
    counts = Counter(institute.state_id for institute in institutes)
    return state_shades(counts, _institutes, address)


def state_shades(counts, words, address) -> list[StateShade]:
    """Each state with its number, said in `words` and leading to its `address`."""
    return [
        StateShade(
            fips=state.fips,
            name=state.name,
            value=counts.get(state.pk, 0),
            label=_shade_label(state, words, counts.get(state.pk, 0)),
            url=address(state),
        )
        for state in State.objects.all()
    ]


def _shade_label(state, words, n) -> str:
    """A state and its number; one that a filter leaves out opens what it has."""
    return f"{state.name}: {words(n) if n else _('none of these')}"


def site_markers(sites) -> list[Marker]:
    """Each site that has a point, in the sign of its institute's sponsor."""
    return [
        _marker(site, f"{site.institute.acronym}: {site.name}", site)
        for site in sites
        if site.point
    ]


def headquarters_markers(headquarters) -> list[Marker]:
    """Each institute at its headquarters, in the sign of its sponsor."""
    return [
        _marker(site, site.institute.acronym, site.institute)
        for site in headquarters
        if site.point
    ]


def _marker(site, label, target) -> Marker:
    agency = site.institute.agency
    longitude, latitude = site.point
    return Marker(
        longitude=longitude,
        latitude=latitude,
        label=label,
        url=target.get_absolute_url(),
        group=agency.code if agency else "",
    )


def is_on_map(site) -> bool:
    """Whether the map has room for a site's point."""
    return site.point is not None and project(*site.point) is not None


def institutes_off_map(institutes, headquarters) -> list[OffMap]:
    """The institutes without headquarters on the map."""
    drawn = {site.institute_id for site in headquarters if is_on_map(site)}
    return [
        OffMap(institute.acronym, institute.get_absolute_url())
        for institute in institutes
        if institute.pk not in drawn
    ]


def sites_off_map(sites) -> list[OffMap]:
    """The sites without a point on the map."""
    return [
        OffMap(site.name, site.get_absolute_url())
        for site in sites
        if not is_on_map(site)
    ]


def states_off_map(states) -> list[OffMap]:
    """The territories among the states, with the partners in each."""
    return [
        OffMap(state.name, state.get_absolute_url(), state.partner_count)
        for state in states
        if state.region == State.Region.ISLANDS
    ]


def partners_off_map(places, filtered_url) -> list[OffMap]:
    """How many partners are in a territory, abroad or nowhere that is recorded."""
    counts = Counter()
    for place in places:
        if not place["state"] or place["state__region"] == State.Region.ISLANDS:
            counts[_beyond(place, filtered_url)] += place["found"]
    return [OffMap(label, url, found) for (label, url), found in counts.items()]


def _beyond(place, filtered_url) -> tuple[str, str]:
    """A place beyond the map: its name, and the address of the partners in it."""
    if place["state"]:
        return place["state__name"], filtered_url(state=[place["state__code"]])
    country = place["abroad"]
    label = country or _("place not recorded")
    url = filtered_url(state=[NOT_RECORDED], country=[country or NOT_RECORDED])
    return label, url


def _institutes(n) -> str:
    return ngettext("%(n)d institute", "%(n)d institutes", n) % {"n": n}


def _partners(n) -> str:
    return ngettext("%(n)d partner", "%(n)d partners", n) % {"n": n}


def _sites(n) -> str:
    return ngettext("%(n)d site", "%(n)d sites", n) % {"n": n}
