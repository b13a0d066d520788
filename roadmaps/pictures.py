"""The pictures of the plans."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from mfgusa.charts.bars import Bar, stacked_bars
from roadmaps.filtersets.challenge import KINDS
from roadmaps.models import RoadmapItem

COLOURS = {
    "institute": "accent",
    "roadmap": "shade-3",
    "roadmap_item": "shade-2",
    "project": "shade-1",
}
CATALOGUES = {  # The names of their addresses.
    "institute": "institutes:institute",
    "roadmap": "roadmaps:roadmap",
    "roadmap_item": "roadmaps:roadmap-item",
    "project": "institutes:project",
}


def of_answers(challenges):
    """How much of each kind answers each challenge; each part opens its list."""
    challenges = list(challenges)
    parts = [(one, kind) for one in challenges for kind in COLOURS]
    return stacked_bars(
        title=_("What answers each challenge"),
        description=_(
            "How many institutes, roadmaps, roadmap items and projects are recorded "
            "as answering each challenge."
        ),
        unit=_("number of institutes, roadmaps, roadmap items and projects"),
        bars=[_bar(one, kind) for one, kind in parts if _count(one, kind)],
        series=[(str(KINDS[kind]), colour) for kind, colour in COLOURS.items()],
        groups=[one.name for one in challenges],
        horizontal=True,
        money=False,
    )


def _count(challenge, kind):
    return getattr(challenge, f"{kind}_count")


def _bar(challenge, kind):
    names = {"name": challenge.name, "kind": KINDS[kind], "n": _count(challenge, kind)}
    return Bar(
        group=challenge.name,
        series=str(KINDS[kind]),
        value=_count(challenge, kind),
        label=_("%(name)s, %(kind)s: %(n)d") % names,
        url=f"{reverse(f'{CATALOGUES[kind]}-list')}?challenge={challenge.slug}",
    )


def of_horizons(rows, address):
    """Items by horizon, and which of them someone takes up; each bar opens its items.

    `address` gives the address of the rows with some of its parameters changed.
    """
    horizons = [*RoadmapItem.Horizon.choices, (NOT_RECORDED, _("No horizon"))]
    work = ((RECORDED, _("Taken up"), "accent"), (NOT_RECORDED, _("Not yet"), "edge"))
    counts = _by_horizon_and_work(rows)
    return stacked_bars(
        title=_("Roadmap items by horizon"),
        description=_("How many items are for which time, and taken up by someone."),
        unit=_("items"),
        bars=[
            Bar(
                group=str(name),
                series=word,
                value=n,
                label=f"{name}, {word.lower()}: {n}",
                url=address({"horizon": [horizon], "work": [state]}),
            )
            for horizon, name in horizons
            for state, word, _token in work
            if (n := counts[horizon, state])
        ],
        series=[(word, token) for _state, word, token in work],
        groups=[str(name) for _value, name in horizons],
        horizontal=True,
        money=False,
    )


def _by_horizon_and_work(rows):
    """How many items there are by the values of the facets `horizon` and `work`."""
    taken = set(rows.exclude(item_links=None).order_by().values_list("pk", flat=True))
    pairs = rows.order_by().values_list("pk", "horizon").distinct()
    return Counter(
        (horizon or NOT_RECORDED, RECORDED if pk in taken else NOT_RECORDED)
        for pk, horizon in pairs
    )
