from django.contrib.humanize.templatetags.humanize import intcomma

from institutes.models import Bound


def number_with_bound(number, bound):
    """A number with thousands separators and how exact it is: “at least 1,200”."""
    if number is None:
        return None
    text = intcomma(number)
    return text if bound in {"", Bound.EXACT} else f"{Bound(bound).label} {text}"
