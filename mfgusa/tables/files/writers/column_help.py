"""Descriptions of the columns of a table, and the values that each accepts."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.tables.schema import columns
from mfgusa.tables.schema.columns import TextColumn
from mfgusa.tables.schema.references import (
    ReferenceColumn,
    ReferenceListColumn,
    key_expression,
)
from mfgusa.tables.schema.resource import TableResource, resource_for

TYPE_DESCRIPTIONS = {
    columns.IntegerColumn: gettext_lazy("whole number"),
    columns.DecimalColumn: gettext_lazy("number"),
    columns.BooleanColumn: gettext_lazy("true or false"),
    columns.PartialDateColumn: gettext_lazy("date: 2014, 2014-02 or 2014-02-25"),
    columns.ChoiceColumn: gettext_lazy("one of the allowed values"),
    columns.ListColumn: gettext_lazy("list, separated by ;"),
    columns.TextColumn: gettext_lazy("text"),
}
MAX_LISTED_ROWS = 1000  # Of another table; the keys of a longer one are not listed.


class AllowedValue(NamedTuple):
    """A value that a cell may hold, and what it means."""

    value: str
    meaning: str


def describe_type(column: TextColumn) -> str:
    """What a column holds."""
    if isinstance(column, ReferenceListColumn):
        return _("keys of rows of %(table)s, separated by ;") % _tables(column)
    if isinstance(column, ReferenceColumn):
        text, word = _("key of a row of %(table)s") % _tables(column), column.null_text
        return text + (_(", or %(word)s") % {"word": word} if word else "")
    return str(next(t for k, t in TYPE_DESCRIPTIONS.items() if isinstance(column, k)))


def describe_requirement(resource: TableResource, name: str) -> str:
    """Whether a new row needs the column."""
    if name in resource.required:
        return _("required")
    return _("may be blank")


def allowed_values(resource: TableResource, name: str) -> list[AllowedValue]:
    """The values that a column accepts; none if there are no limits or too many."""
    column = resource.columns[name]
    if isinstance(column, columns.BooleanColumn):
        return [AllowedValue("true", ""), AllowedValue("false", "")]
    if isinstance(column, columns.ChoiceColumn):
        labels = dict(getattr(resource.model_field(name), "flatchoices", ()))
        return [AllowedValue(v, str(labels.get(v, ""))) for v in column.allowed]
    if isinstance(column, ReferenceColumn | ReferenceListColumn):
        return _allowed_keys(column)
    return []


def describe_key_table(column: TextColumn) -> str:
    """Where to find keys that are not listed; blank for other columns."""
    if not isinstance(column, ReferenceColumn | ReferenceListColumn):
        return ""
    return _("The keys stand in the table: %(table)s") % _tables(column)


def _tables(column: ReferenceColumn | ReferenceListColumn) -> dict[str, str]:
    names = [resource_for(model).table for model in column.target_models()]
    return {"table": ", ".join(names)}


def _allowed_keys(column: ReferenceColumn | ReferenceListColumn) -> list[AllowedValue]:
    """The keys and the names of the rows, after the word for none of them."""
    if len(column.target_models()) > 1:
        return []
    rows, word = _keys_of(column.model), column.null_text
    return [AllowedValue(word, ""), *rows] if rows and word else rows


def _keys_of(model: type[models.Model]) -> list[AllowedValue]:
    """The keys and the names of a table; none for a large one."""
    relations = [f.name for f in model._meta.fields if f.is_relation]
    rows = model._default_manager.select_related(*relations)
    rows = rows.annotate(own_key=key_expression(model)).order_by("own_key")
    keys = [AllowedValue(r.own_key, _label(r)) for r in rows[: MAX_LISTED_ROWS + 1]]
    return keys if len(keys) <= MAX_LISTED_ROWS else []


def _label(row: models.Model) -> str:
    return str(getattr(row, "name", row))
