"""What several facts are measured in: how exact a number is, and readiness levels."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Bound(models.TextChoices):
    """How exact the source says a number is."""

    EXACT = "exact", _("exactly")
    AT_LEAST = "at-least", _("at least")
    AT_MOST = "at-most", _("at most")
    ABOUT = "about", _("about")


def trl_range_constraint(name):
    """A check on technology readiness levels: 1 to 9, from no higher than to."""
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
    """What has levels of technology readiness, `trl_start` and `trl_end`."""

    @property
    def readiness(self):
        """The levels from 1 to 9, each with whether it is spanned; or none."""
        ends = [end for end in (self.trl_start, self.trl_end) if end is not None]
        if not ends:
            return []
        return [(level, min(ends) <= level <= max(ends)) for level in range(1, 10)]
