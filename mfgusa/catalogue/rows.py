"""The columns of a row of any table, for lists and pages without their own template."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import models
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mfgusa.catalogue.templatetags.catalogue import (
    format_number,
    is_web,
    or_not_recorded,
)
from mfgusa.tables.schema.resource import TableResource, resource_for

CITED = ("source", "locator")  # Shown as a numbered citation instead.
SHORT = 6  # Columns of a row in a list.

Row = TypeVar("Row", bound=models.Model)


class RowColumn(NamedTuple):
    """One column of a row: its label, and its value as HTML."""

    name: str
    label: str
    value: SafeString


@cache
def table_of(model: type[models.Model]) -> TableResource:
    """Return the contract of a model's table; a list asks for it with each row."""
    return resource_for(model)()


def row_columns(row: models.Model) -> list[RowColumn]:
    """The columns of a row besides its title and citation; blanks as “not recorded”."""
    title = conditional_escape(str(row))
    return [column for column in _columns(row) if column.value != title]


def short_row_columns(row: models.Model) -> list[RowColumn]:
    """The first columns that say something about a row besides what names it."""
    key = table_of(type(row)).key
    title = str(row)
    columns = [
        column
        for column in _columns(row, recorded_only=True)
        if column.name not in key and column.value != conditional_escape(title)
    ]
    return columns[:SHORT]


def _columns(row: models.Model, *, recorded_only: bool = False) -> Iterator[RowColumn]:
    resource = table_of(type(row))
    for name in resource.columns:
        field = resource.model_field(name)
        if name in CITED or field is None:
            continue
        value = _value(row, field)
        if value or not recorded_only:
            label = capfirst(str(field.verbose_name))
            yield RowColumn(name, label, conditional_escape(or_not_recorded(value)))


def _value(row: models.Model, field: "models.Field[Any, Any]") -> object:
    """What a field of a row holds, as a reader sees it; nothing when it is blank."""
    value = getattr(row, field.name)
    if isinstance(field, models.ManyToManyField):
        return format_html_join(", ", "{}", ((_link(each),) for each in value.all()))
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(field, models.URLField):
        return _web_link(value)
    renderers = (render for kind, render in RENDERERS if isinstance(value, kind))
    return next(renderers, lambda text: text)(value)


def _web_link(address: str) -> str | SafeString:
    return format_html('<a href="{0}">{0}</a>', address) if is_web(address) else address


def _link(row: models.Model) -> SafeString:
    if not hasattr(row, "get_absolute_url"):
        return conditional_escape(str(row))
    return format_html('<a href="{}">{}</a>', row.get_absolute_url(), row)


RENDERERS: list[tuple[type, Callable[[Any], object]]] = [
    (models.Model, _link),
    (bool, lambda value: _("Yes") if value else _("No")),  # Before int, its base.
    (list, ", ".join),
    (int, format_number),
    (Decimal, format_number),
]


def with_references(rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """Load the rows that the columns and the `__str__` of each row refer to."""
    model = rows.model
    table = table_of(model)
    fields = map(table.model_field, table.columns)
    relations = [field for field in fields if field and field.is_relation]
    many = [field.name for field in relations if field.many_to_many]
    single = [field.name for field in relations if not field.many_to_many]
    named = getattr(model, "select_related_for_str", ())
    return rows.select_related(*single, *named).prefetch_related(*many)
