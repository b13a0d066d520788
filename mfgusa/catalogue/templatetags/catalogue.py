"""Template tags of the catalogue: money, dates, citations, links that keep filters."""

from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mfgusa.partial_dates import PartialDate

register = template.Library()

SCALES = ((1_000_000_000, _("billion")), (1_000_000, _("million")))


def missing() -> SafeString:
    return format_html('<span class="missing">{}</span>', _("not recorded"))


@register.filter
def recorded(value: Any) -> Any:
    """The value as a reader says it, or “not recorded”."""
    if value in (None, "", []):
        return missing()
    return value.display if isinstance(value, PartialDate) else value


@register.filter
def usd(amount: int | None) -> str:
    """Dollars at the precision a reader takes in: $165 million, $1.25 million, $900."""
    if amount is None:
        return missing()
    for scale, word in SCALES:
        if amount >= scale:
            return f"${float(round(amount / scale, 2)):g} {word}"
    return f"${intcomma(amount)}"


@register.filter
def number(value: Any) -> str:
    """A number with separators and no trailing zeros."""
    whole = int(value) if value == int(value) else value.normalize()
    return intcomma(whole)


@register.filter
def bounded(text: str, record: Any) -> str:
    """The text with how exact it is, where it is not: at least $30 million."""
    if record.bound == "exact":
        return text
    return format_html(
        '<span class="bound">{}</span> {}', record.get_bound_display(), text
    )


@register.simple_tag(takes_context=True)
def cite(context: Any, fact: Any) -> SafeString:
    """The numbered mark of a fact's source, which leads to the list at the end."""
    number = context["citations"].number(fact)
    label = _("Source %(number)d: %(title)s") % {
        "number": number,
        "title": fact.source.title,
    }
    return format_html(
        '<a class="cite" href="#source-{}" aria-label="{}">{}</a>',
        number,
        label,
        number,
    )


@register.simple_tag
def rows_count(count: int) -> str:
    """“1 row”, “12 rows”."""
    return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}


@register.simple_tag
def with_query(path: str, query: str, suffix: str = "", extra: str = "") -> str:
    """An address with a suffix and a query: `/institutes.csv?state=OH`."""
    query = "&".join(part for part in (query, extra) if part)
    return f"{path}{suffix}" + (f"?{query}" if query else "")


@register.simple_tag
def filter_query(filterset: Any, **changes: Any) -> str:
    """The canonical query of a FilterSet with some parameters changed."""
    return filterset.query(changes)
