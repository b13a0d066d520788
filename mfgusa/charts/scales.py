"""How large amounts are written on an axis."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Scale:
    """The unit of the axis: amounts are divided by `factor`, `title` names it."""

    factor: float
    title: str


def dollar_scale() -> Scale:
    """Return millions of dollars, whatever the amounts, so that charts compare."""
    return Scale(1_000_000, _("$ million"))


def unit_scale(unit: str, greatest: float) -> Scale:
    """Return the unit itself, or millions of it from ten million up."""
    if greatest >= 10_000_000:
        return Scale(1_000_000, _("%(unit)s, million") % {"unit": unit or _("number")})
    return Scale(1, "")  # The unit is written under the title of the picture.
