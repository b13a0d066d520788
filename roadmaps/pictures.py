"""The pictures of the plans."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mfgusa.charts import Bar, stacked_bars
from roadmaps.filtersets.challenge import KINDS

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
