"""How large amounts are written on an axis."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Scale:
    """What a figure on the axis is multiplied with, and the title that says so."""

    factor: float
    title: str


def dollars() -> Scale:
    """Dollars, in millions whatever their size, so that charts can be compared."""
    return Scale(1_000_000, _("$ million"))


def plain(unit: str, greatest: float) -> Scale:
    """The unit, in thousands or millions where figures would be long."""
    if greatest >= 10_000_000:
        return Scale(1_000_000, _("%(unit)s, million") % {"unit": unit or _("number")})
    return Scale(1, "")  # The unit stands under the title of the picture.
