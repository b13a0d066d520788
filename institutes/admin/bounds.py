from django.contrib.humanize.templatetags.humanize import intcomma

from mfgusa.text import with_bound


def number_with_bound(number, bound):
    """A number with thousands separators and how exact it is: “at least 1,200”."""
    if number is None:
        return None
    return with_bound(intcomma(number), bound)
