"""What each column of a table holds, in words, and which values are allowed in it."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.tables.schema import columns
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
MAX_LISTED_ROWS = 1000  # Keys of another table that are worth a list.


class AllowedValue(NamedTuple):
    """A value that a cell may hold, and what it means."""

    value: str
    meaning: str


def describe_type(column: columns.TextColumn) -> str:
    """What a column holds."""
    if isinstance(column, ReferenceListColumn):
        return _("keys of rows of %(table)s, separated by ;") % _table_names(column)
    if isinstance(column, ReferenceColumn):
        words = _("key of a row of %(table)s") % _table_names(column)
        either = _(", or %(word)s") % {"word": column.none} if column.none else ""
        return words + either
    return str(
        next(words for k, words in TYPE_DESCRIPTIONS.items() if isinstance(column, k))
    )


def describe_requirement(resource: TableResource, name: str) -> str:
    """Whether a new row can do without the column."""
    if name in resource.required:
        return _("required")
    return _("may be blank")


def allowed_values(resource: TableResource, name: str) -> list[AllowedValue]:
    """The values that a column takes; none where anything goes, or too many."""
    column = resource.columns[name]
    if isinstance(column, columns.BooleanColumn):
        return [AllowedValue("true", ""), AllowedValue("false", "")]
    if isinstance(column, columns.ChoiceColumn):
        labels = dict(getattr(resource.model_field(name), "flatchoices", ()))
        return [
            AllowedValue(word, str(labels.get(word, ""))) for word in column.allowed
        ]
    if (
        not isinstance(column, ReferenceColumn | ReferenceListColumn)
        or len(target_models(column)) > 1
    ):
        return []
    rows, word = _allowed_keys(column.model), getattr(column, "none", "")
    return [AllowedValue(word, ""), *rows] if rows and word else rows


def describe_key_table(column: columns.TextColumn) -> str:
    """Where to find what is not listed."""
    if not isinstance(column, ReferenceColumn | ReferenceListColumn):
        return ""
    return _("The keys stand in the table: %(table)s") % _table_names(column)


def target_models(column: Any) -> list[type[models.Model]]:
    """The tables that a reference may mean."""
    return list(getattr(column, "kinds", {"": column.model}).values())


def _table_names(column: Any) -> dict[str, str]:
    names = [resource_for(model).table for model in target_models(column)]
    return {"table": ", ".join(names)}


def _allowed_keys(model: type[models.Model]) -> list[AllowedValue]:
    """The keys and the names of a table; none where it has many."""
    relations = [f.name for f in model._meta.fields if f.is_relation]
    rows = model._default_manager.select_related(*relations)
    rows = rows.annotate(own_key=key_expression(model)).order_by("own_key")
    found = [
        AllowedValue(row.own_key, _row_label(row))
        for row in rows[: MAX_LISTED_ROWS + 1]
    ]
    return found if len(found) <= MAX_LISTED_ROWS else []


def _row_label(row: models.Model) -> str:
    return str(getattr(row, "name", row))
