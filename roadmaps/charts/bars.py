"""Bar charts of challenges and roadmap items."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from mfgusa.charts.bars import Bar, stacked_bars
from mfgusa.charts.pictures import Picture
from roadmaps.filtersets.challenge import SUBJECT_TYPE_LABELS
from roadmaps.models import Challenge, RoadmapItem

SUBJECT_COLORS = {
    "institute": "accent",
    "roadmap": "shade-3",
    "roadmap_item": "shade-2",
    "project": "shade-1",
}
SUBJECT_URL_NAMES = {  # Without the role, such as "-list".
    "institute": "institutes:institute",
    "roadmap": "roadmaps:roadmap",
    "roadmap_item": "roadmaps:roadmap-item",
    "project": "institutes:project",
}


def challenge_bars(challenges: Iterable[Challenge]) -> Picture:
    """Draw the number of subjects of each type that address each challenge.

    The challenges need their counts (`with_counts`). Each bar links to its list.
    """
    challenges = list(challenges)
    return stacked_bars(
        title=_("What answers each challenge"),
        description=_(
            "How many institutes, roadmaps, roadmap items and projects are recorded "
            "as answering each challenge."
        ),
        unit=_("number of institutes, roadmaps, roadmap items and projects"),
        bars=[
            _challenge_bar(challenge, subject_type)
            for challenge in challenges
            for subject_type in SUBJECT_COLORS
            if _count(challenge, subject_type)
        ],
        series=[
            (str(SUBJECT_TYPE_LABELS[subject_type]), color)
            for subject_type, color in SUBJECT_COLORS.items()
        ],
        groups=[challenge.name for challenge in challenges],
        horizontal=True,
        money=False,
    )


def _count(challenge: Challenge, subject_type: str) -> int:
    count: int = getattr(challenge, f"{subject_type}_count")
    return count


def _challenge_bar(challenge: Challenge, subject_type: str) -> Bar:
    label, count = (
        str(SUBJECT_TYPE_LABELS[subject_type]),
        _count(challenge, subject_type),
    )
    params = {"name": challenge.name, "kind": label, "n": count}
    path = reverse(f"{SUBJECT_URL_NAMES[subject_type]}-list")
    return Bar(
        group=challenge.name,
        series=label,
        value=count,
        label=_("%(name)s, %(kind)s: %(n)d") % params,
        url=f"{path}?challenge={challenge.slug}",
    )


def horizon_bars(
    items: models.QuerySet[RoadmapItem], list_url: Callable[[dict[str, Any]], str]
) -> Picture:
    """Draw the items by horizon and by whether anything supports them.

    `list_url` returns the address of the list with some parameters changed. Each bar
    links to its items.
    """
    horizons = [*RoadmapItem.Horizon.choices, (NOT_RECORDED, _("No horizon"))]
    support = _support_series()
    counts = _counts_by_horizon_and_support(items)
    return stacked_bars(
        title=_("Roadmap items by horizon"),
        description=_("How many items are for which time, and taken up by someone."),
        unit=_("items"),
        bars=[
            Bar(
                str(horizon_label),
                label,
                count,
                f"{horizon_label}, {label.lower()}: {count}",
                list_url({"horizon": [horizon], "work": [value]}),
            )
            for horizon, horizon_label in horizons
            for value, label, _color in support
            if (count := counts[horizon, value])
        ],
        series=[(label, color) for _value, label, color in support],
        groups=[str(label) for _value, label in horizons],
        horizontal=True,
        money=False,
    )


def _support_series() -> tuple[tuple[str, str, str], ...]:
    """Return facet value, label and color of supported and unsupported items."""
    return (
        (RECORDED, _("Taken up"), "accent"),
        (NOT_RECORDED, _("Not yet"), "edge"),
    )


def _counts_by_horizon_and_support(
    items: models.QuerySet[RoadmapItem],
) -> Counter[tuple[str, str]]:
    """Count the items by the values of the facets `horizon` and `work`."""
    supported = items.exclude(item_links=None).order_by()
    supported_pks = set(supported.values_list("pk", flat=True))
    horizons = items.order_by().values_list("pk", "horizon").distinct()
    return Counter(
        (horizon or NOT_RECORDED, RECORDED if pk in supported_pks else NOT_RECORDED)
        for pk, horizon in horizons
    )
