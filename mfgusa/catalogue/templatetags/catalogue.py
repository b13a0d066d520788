"""Template tags of the catalogue: money, dates, citations, links that keep filters."""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.grammar import PAGE_PARAMETERS
from mfgusa.fields.partial_dates import PartialDate
from mfgusa.tables.schema import columns
from mfgusa.tables.schema.resource import TableResource, resource_for
from mfgusa.text import bound_label, shorten

register = template.Library()

COLUMN_TYPES = {  # What a column holds, in the words of the data page.
    columns.IntegerColumn: _("whole number"),
    columns.DecimalColumn: _("number"),
    columns.BooleanColumn: _("true or false"),
    columns.PartialDateColumn: _("date, as precise as it is known"),
    columns.ListColumn: _("list, with semicolons between"),
    columns.TextColumn: _("text"),
}
SCALES = ((1_000_000_000, _("billion")), (1_000_000, _("million")))


def not_recorded() -> SafeString:
    return format_html('<span class="missing">{}</span>', _("not recorded"))


@register.filter
def or_not_recorded(value: Any) -> Any:
    """The value as readers see it, or “not recorded”."""
    if value in (None, "", []):
        return not_recorded()
    return value.display if isinstance(value, PartialDate) else value


@register.filter
def is_web(address: str) -> bool:
    """Whether a URL may be a link: http or https, and no script."""
    return address.lower().startswith(("https://", "http://"))


@register.filter
def usd(amount: int | None) -> str:
    """Dollars, rounded: $165 million, $1.25 million, $900."""
    if amount is None:
        return not_recorded()
    for scale, word in SCALES:
        if amount >= scale:
            return f"${float(round(amount / scale, 2)):g} {word}"
    return f"${intcomma(amount)}"


@register.filter
def exact_usd(amount: int) -> str:
    """Dollars in full: $9,045,915."""
    return f"${amount:,}"


@register.filter
def millions(amount: int) -> str:
    """Dollars in millions, for a column of amounts: 1,297.4, or 0.298."""
    value = amount / 1_000_000
    return f"{value:,.1f}" if value >= 1 or not value else f"{value:,.3f}"


@register.filter
def format_number(value: Any) -> str:
    """A number with separators and no trailing zeros."""
    whole = int(value) if value == int(value) else value.normalize()
    return intcomma(whole)


@register.filter
def observed_value(observation: Any) -> Any:
    """The value of an observation in its unit: 1,200 people, 12%, $5 million."""
    unit, value = observation.indicator.unit, observation.value
    if unit == "USD":
        return usd(int(value))
    if unit == "percent":
        return f"{format_number(value)}%"
    if unit in ("count", "ratio"):
        return format_number(value)
    word = observation.indicator.get_unit_display()
    return format_html('{} <span class="unit">{}</span>', format_number(value), word)


@register.simple_tag
def period(start: PartialDate | None, end: PartialDate | None) -> str:
    """A span of time: “2015 to 2020”, “from 2015”, “until 2020”, or blank."""
    if start and end and start != end:
        words = gettext("%(start)s to %(end)s")
    elif start and end:
        return start.display
    elif not start and not end:
        return ""
    else:
        words = gettext("from %(start)s") if start else gettext("until %(end)s")
    days = {"start": start and start.display, "end": end and end.display}
    return words % days


@register.filter
def bound_prefix(bound: str) -> SafeString:
    """The label of a bound and a space; empty for an exact number."""
    label = bound_label(bound)
    return (
        format_html('<span class="bound">{}</span> ', label) if label else SafeString()
    )


@register.filter("with_bound")
def mark_bound(text: str, bound: str) -> SafeString:
    """A number in words with its bound before it: at least $30 million."""
    return format_html("{}{}", bound_prefix(bound), text)


@register.simple_tag(takes_context=True)
def cite(context: Context, fact: Any) -> SafeString:
    """The footnote mark of a fact, which links to the list of sources."""
    number = context["citations"].number(fact)
    title = fact.source.title
    label = gettext("Source %(number)d: %(title)s") % {
        "number": number,
        "title": title,
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
    """A path with a suffix and a query: `/rows.csv?state=OH`."""
    query = "&".join(part for part in (query, extra) if part)
    return f"{path}{suffix}" + (f"?{query}" if query else "")


@register.simple_tag
def filter_query(filterset: FacetedFilterSet, **changes: Any) -> str:
    """The canonical query of a FilterSet with some parameters changed."""
    return filterset.query(changes)


@register.simple_tag
def corrected_query(problem: ParameterProblem, data: QueryDict) -> str:
    """The query of a refused URL with one problem put right."""
    return problem.corrected(data)


@dataclass
class RepairedQuery:
    """The query of a refused URL that is left when each problem is put right.

    What has no nearest valid name or value is in `left_out`, as `name=value`.
    """

    query: str = ""
    left_out: list[str] = field(default_factory=list)
    is_corrected: bool = False

    @property
    def label(self) -> str:
        """The text of a link to the list, which names what is left out."""
        if not self.left_out:
            return gettext("Show the corrected list")
        label = (
            gettext("Show the corrected list without %(params)s")
            if self.is_corrected
            else gettext("Show the list without %(params)s")
        )
        return label % {"params": ", ".join(self.left_out)}


@register.simple_tag
def repaired_query(filterset: FacetedFilterSet) -> RepairedQuery:
    """The query of a refused URL, with the nearest valid names and values."""
    repaired = RepairedQuery()
    for _round in range(2):  # A repaired name may have an invalid value.
        data = filterset.data.copy()
        for problem in filterset.problems:
            values = data.getlist(problem.name)
            if _repair(filterset, data, problem):
                repaired.is_corrected = True
            else:
                repaired.left_out += _left_out(problem, values)
        filterset = type(filterset)(data, filterset.queryset, request=filterset.request)
    repaired.query = filterset.query()
    return repaired


def _repair(
    filterset: FacetedFilterSet, data: QueryDict, problem: ParameterProblem
) -> bool:
    """Put a problem right in the data, or remove it; return whether it is right."""
    values = data.getlist(problem.name)
    data.pop(problem.name, None)
    facet, guess = filterset.filters.get(problem.name), problem.closest_match
    if isinstance(facet, Facet):
        known = facet.values()
        valid = [value for value in [*values, guess] if value in known]
        pairs = {(problem.name, value) for value in valid} | {*problem.replacement}
        for name, value in sorted(pairs):
            data.appendlist(name, value)
        return guess in known or bool(problem.replacement)
    if guess in filterset.filters:
        data.setlist(guess, [*data.getlist(guess), *values])
        return True
    return bool(guess) and problem.name in PAGE_PARAMETERS  # The first page.


def _left_out(problem: ParameterProblem, values: list[str]) -> list[str]:
    """What is left out for a problem: its value, or all values of its parameter."""
    values = [problem.value] if problem.value else values
    return [f"{shorten(problem.name)}={shorten(value)}" for value in values]


@register.filter
def first_sentence(resource: TableResource) -> str:
    """What a table holds: the first paragraph of its model's docstring."""
    return (resource.model.__doc__ or "").strip().split("\n\n")[0]


@register.simple_tag
def describe_columns(resource: TableResource) -> list[dict[str, Any]]:
    """The columns of a table as the data page shows them."""
    return [
        {
            "name": name,
            "kind": next(
                words for kind, words in COLUMN_TYPES.items() if isinstance(w, kind)
            ),
            "allowed": getattr(w, "allowed", []),
            "refers_to": w.model and resource_for(w.model).table
            if hasattr(w, "model")
            else "",
            "or_word": w.null_text,
            "is_key": name in resource.key,
            "is_required": name in resource.required,
            "help": getattr(resource.model_field(name), "help_text", ""),
        }
        for name, w in resource.columns.items()
    ]
