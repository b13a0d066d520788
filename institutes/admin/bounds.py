from django.contrib.humanize.templatetags.humanize import intcomma

from mfgusa.text import with_bound


def number_with_bound(number: float | str | None, bound: str) -> str | None:
    """Return a number with separators and its bound: “at least 1,200”."""
    if number is None:
        return None
    return with_bound(intcomma(number), bound)
