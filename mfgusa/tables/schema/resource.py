"""The contract of each table: its name, columns, key, types and references.

A `TableResource` is declared like a Resource of django-import-export, in the
`resources` module of an app. Import, export, downloads and the data dictionary all
read this one description.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _
from import_export.resources import ModelResource

import mfgusa.db.lookups  # noqa: F401 (any_of)
from mfgusa.db.statement_timeout import without_timeout
from mfgusa.tables.schema.columns import TextColumn
from mfgusa.tables.schema.declaration import check_resource
from mfgusa.tables.schema.fields import TableField, column_for_field
from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.text import did_you_mean, shorten

KEY_JOINER = "\x1f"  # Between the parts of a key; no cell can hold it.
CHUNK_SIZE = 2000  # Rows that the database hands over at once.

RowSet = models.QuerySet[Any]  # Rows of a table.
Key = tuple[str, ...]

registry: dict[str, type["TableResource"]] = {}


class TableResource(ModelResource):
    """One table of the format: `<table>.csv`, one row a line, with natural keys."""

    table: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        check_resource(cls)
        if cls.table:
            registry[cls.table] = cls

    @classmethod
    def field_from_django_field(
        cls, name: str, field: Any, readonly: bool
    ) -> TableField:
        """The column of a model's field; import_export calls it for Meta.fields."""
        return TableField(name, column_for_field(field), column_name=name)

    def import_data(self, *args: object, **kwargs: object) -> NoReturn:
        """Not supported. Raises NotImplementedError."""
        raise NotImplementedError(
            f"{type(self).__name__}.import_data does not import: a file becomes a "
            "proposal. Call mfgusa.proposals.actions.upload and then "
            "mfgusa.proposals.actions.commit, or run manage.py import_tables."
        )

    def export(self, *args: object, **kwargs: object) -> NoReturn:
        """Not supported. Raises NotImplementedError."""
        raise NotImplementedError(
            f"{type(self).__name__}.export does not export. Call csv_lines or "
            "xlsx_file of mfgusa.tables.files.writers, or run manage.py export_tables."
        )

    def header_errors(self, header: list[str]) -> list[str]:
        """What is wrong with the header of a file, in sentences."""
        known = list(self.columns)
        problems = [
            _("There is no column “%(name)s” in %(table)s.")
            % {"name": shorten(name), "table": self.table}
            + did_you_mean(name, known)
            for name in header
            if name not in known
        ]
        problems += [
            _("Column “%(name)s” stands twice.") % {"name": name}
            for name in known
            if header.count(name) > 1
        ]
        problems += [
            _("Column “%(name)s” is missing; it is part of the key.") % {"name": name}
            for name in self.key
            if name not in header
        ]
        return problems

    @property
    def model(self) -> type[models.Model]:
        """The model of the table."""
        model: type[models.Model] = self._meta.model
        return model

    @cached_property
    def columns(self) -> dict[str, TextColumn]:
        """Every column by name, in the order of the file."""
        return {name: self.fields[name].widget for name in self.get_import_order()}

    @cached_property
    def key(self) -> list[str]:
        """The names of the columns that identify a row."""
        return list(self._meta.import_id_fields)

    @cached_property
    def key_columns(self) -> dict[str, TextColumn]:
        """The columns that identify a row, by name."""
        return {name: self.columns[name] for name in self.key}

    @cached_property
    def required(self) -> list[str]:
        """The names of the columns that a new row cannot leave blank."""
        return [name for name in self.columns if self._is_required(name)]

    def _is_required(self, name: str) -> bool:
        field = self.model_field(name)
        is_optional = field is not None and (field.blank or field.has_default())
        return bool(self.columns[name].null_text) or not is_optional

    def model_field(self, name: str) -> Any:
        """The model's field behind a column; None for a column without one."""
        try:
            return self.model._meta.get_field(self.fields[name].attribute)
        except FieldDoesNotExist:
            return None

    def attnames(self, names: Iterable[str]) -> list[str]:
        """The attributes of the model that hold the columns' values."""
        row: dict[str, Any] = {}
        for name in names:
            if not isinstance(self.columns[name], ReferenceListColumn):
                self.fields[name].assign(row, None, {})
        return list(row)

    def key_of(self, cells: dict[str, str]) -> Key:
        """The natural key of a line, as canonical text."""
        return tuple(
            column.key_text(cells.get(name))
            for name, column in self.key_columns.items()
        )

    def find_ids(self, keys: Iterable[str]) -> dict[str, int]:
        """The id of each row that has one of the joined keys: one query."""
        parts = [Cast(self._expression(name), models.TextField()) for name in self.key]
        null_texts = [column.null_text for column in self.key_columns.values()]
        joined = _join_parts(parts, null_texts) if len(parts) > 1 else parts[0]
        rows = self.model._default_manager.order_by().annotate(joined_key=joined)
        matches = rows.filter(joined_key__any_of=list(keys))
        return dict(matches.values_list("joined_key", "pk"))

    def ids_by_key(self, queryset: RowSet | None = None) -> dict[Key, int]:
        """The id of each row by its natural key."""
        key_columns = list(self.key_columns.values())
        return {
            tuple(c.render(v) for c, v in zip(key_columns, values, strict=True)): pk
            for pk, *values in self.value_rows(queryset, self.key)
        }

    def value_rows(
        self, queryset: RowSet | None = None, names: list[str] | None = None
    ) -> RowSet:
        """A values_list of the rows, ordered by key: the id, then the columns."""
        selected = {
            f"column_{name}": self._expression(name) for name in names or self.columns
        }
        return self._ordered(queryset, selected).values_list("pk", *selected)

    def text_values(self, queryset: RowSet | None = None) -> RowSet:
        """A values_list of the rendered rows, made by the database; blank is null."""
        blank = models.Value("", models.TextField())
        selected = {
            f"column_{name}": NullIf(
                column.text_expression(self.fields[name].attribute), blank
            )
            for name, column in self.columns.items()
        }
        return self._ordered(queryset, selected).values_list(*selected)

    def _expression(self, name: str) -> Combinable:
        return self.columns[name].expression(self.fields[name].attribute)

    def _ordered(
        self, queryset: RowSet | None, selected: Mapping[str, Combinable]
    ) -> RowSet:
        """The rows with more annotations, ordered by key."""
        manager = self.model._default_manager
        rows: RowSet = (manager.all() if queryset is None else queryset).order_by()
        order = [self._expression(name) for name in self.key]
        ordered: RowSet = rows.annotate(**selected).order_by(*order)
        return ordered

    def _stream(self, queryset: RowSet | None) -> Iterator[tuple[Any, ...]]:
        """The value rows in chunks, for as long as a download takes."""
        return without_timeout(self.value_rows(queryset).iterator(CHUNK_SIZE))

    def text_rows(self, queryset: RowSet | None = None) -> Iterator[list[str]]:
        """The rows as text, rendered by the columns."""
        row_columns = list(self.columns.values())
        for _pk, *values in self._stream(queryset):
            yield [c.render(v) for c, v in zip(row_columns, values, strict=True)]

    def typed_rows(self, queryset: RowSet | None = None) -> Iterator[dict[str, object]]:
        """The rows as typed values by column, for JSON and spreadsheets."""
        for _pk, *values in self._stream(queryset):
            yield {
                name: column.typed_value(value)
                for (name, column), value in zip(
                    self.columns.items(), values, strict=True
                )
            }


def _join_parts(parts: list[Cast], null_texts: list[str]) -> models.Func:
    """SQL that joins the parts of a key, with the null text for each null."""
    text = models.TextField()
    filled = [
        Coalesce(part, models.Value(null_text, text))
        for part, null_text in zip(parts, null_texts, strict=True)
    ]
    joiner = models.Value(KEY_JOINER)
    return models.Func(joiner, *filled, function="concat_ws", output_field=text)


def resource_for(model: type[models.Model]) -> type[TableResource]:
    """The resource of a model's table. Raises KeyError when it has none."""
    for resource in registry.values():
        if resource._meta.model is model:
            return resource
    raise KeyError(model)


def tables() -> list[TableResource]:
    """Every table, after the tables that it refers to."""
    by_model = {r._meta.model: name for name, r in registry.items()}
    graph = {
        name: {
            by_model[target]: None
            for target in _related_models(resource._meta.model)
            if target in by_model and target is not resource._meta.model
        }
        for name, resource in sorted(registry.items())
    }
    return [registry[name]() for name in TopologicalSorter(graph).static_order()]


def _related_models(model: type[models.Model]) -> list[Any]:
    relations = [*model._meta.fields, *model._meta.many_to_many]
    return [field.related_model for field in relations if field.related_model]
