"""Bounds of numbers and technology readiness levels, which several facts share."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mfgusa.text import register_bounds


class Bound(models.TextChoices):
    """How exact the source says a number is."""

    EXACT = "exact", _("exactly")
    AT_LEAST = "at-least", _("at least")
    AT_MOST = "at-most", _("at most")
    ABOUT = "about", _("about")


register_bounds(Bound.choices)


def trl_range_constraint(name: str) -> models.CheckConstraint:
    """Check that `trl_start` and `trl_end` are levels from 1 to 9, in order."""
    levels = {f"{end}__range": (1, 9) for end in ("trl_start", "trl_end")}
    missing = {f"{end}__isnull": True for end in ("trl_start", "trl_end")}
    ranges = Q()
    for (field, span), blank in zip(levels.items(), missing, strict=True):
        ranges &= Q(**{field: span}) | Q(**{blank: True})
    ordered = Q(trl_start__isnull=True) | Q(trl_end__isnull=True)
    return models.CheckConstraint(
        condition=ranges & (ordered | Q(trl_start__lte=F("trl_end"))),
        name=name,
        violation_error_message=_(
            "Technology readiness levels go from 1 to 9, and “from” is not above “to”."
        ),
    )


class ReadinessMixin:
    """Adds `readiness` to models with the columns `trl_start` and `trl_end`."""

    trl_start: "models.PositiveSmallIntegerField[Any, int | None]"
    trl_end: "models.PositiveSmallIntegerField[Any, int | None]"

    @property
    def readiness(self) -> list[tuple[int, bool]]:
        """Each level from 1 to 9 with whether it is spanned; empty if unknown."""
        ends = [end for end in (self.trl_start, self.trl_end) if end is not None]
        if not ends:
            return []
        return [(level, min(ends) <= level <= max(ends)) for level in range(1, 10)]
