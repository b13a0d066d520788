"""The contract of each table: its name, columns, key, types and references.

A `TableResource` is a django-import-export Resource; apps declare theirs in their
`resources` modules. It is the only description of a table: import, export, the
catalogue's downloads and the API read it.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, ClassVar

import tablib
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader

import mfgusa.db.lookups  # noqa: F401 (any_of)
from mfgusa.fields.partial_dates import PartialDateField
from mfgusa.tables.schema import columns, references

KEY_JOINER = "\x1f"  # Between the parts of a key; no cell can hold it.

registry: dict[str, type["TableResource"]] = {}


class TableField(fields.Field):
    """One column: the model's field behind it, and its widget."""

    def __init__(self, attribute: str, widget: Any, **kwargs: Any) -> None:
        super().__init__(attribute=attribute, widget=widget, **kwargs)

    def put(self, row: dict[str, Any], value: Any, cells: dict[str, str]) -> None:
        """Give a row, as a dict by attribute, its value; a reference is an id here."""
        relation = isinstance(self.widget, references.ReferenceColumn)
        row[f"{self.attribute}_id" if relation else self.attribute] = value


def column_for_field(field: Any) -> Any:
    """Which kind of column stands for a model's field."""
    if isinstance(field, models.ForeignKey):
        return references.ReferenceColumn(field.related_model)
    if isinstance(field, models.ManyToManyField):
        return references.ReferenceListColumn(field)
    if field.choices:
        return columns.ChoiceColumn(value for value, _label in field.choices)
    kinds = {
        PartialDateField: columns.PartialDateColumn,
        ArrayField: columns.ListColumn,
        models.DecimalField: columns.DecimalColumn,
        models.IntegerField: columns.IntegerColumn,
        models.BooleanField: columns.BooleanColumn,
    }
    return next((kinds[k] for k in kinds if isinstance(field, k)), columns.TextColumn)()


class KeyLoader(BaseInstanceLoader):
    """Finds the row that a line of a file means by its natural key."""

    def __init__(self, resource: "TableResource", dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        self.index = resource.index()

    def get_instance(self, row: dict[str, Any]) -> models.Model | None:
        pk = self.index.get(self.resource.key_of(row))
        return None if pk is None else self.resource.get_queryset().get(pk=pk)


class TableResource(resources.ModelResource):
    """One table of the format: `<table>.csv`, natural keys, one row a line."""

    table: ClassVar[str] = ""

    class Meta:
        instance_loader_class = KeyLoader
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        store_instance = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.table:
            registry[cls.table] = cls

    @classmethod
    def field_from_django_field(
        cls, name: str, field: Any, readonly: bool
    ) -> TableField:
        """The column of a model's field; called by import_export for Meta.fields."""
        return TableField(name, column_for_field(field), column_name=name)

    def import_data(self, dataset: tablib.Dataset, *args: Any, **kwargs: Any) -> Any:
        """The library's import, where one bad row keeps the whole file out."""
        kwargs.setdefault("rollback_on_validation_errors", True)
        return super().import_data(dataset, *args, **kwargs)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Refuse a header that the contract does not know (import_export's hook)."""
        if problems := self.header_errors(dataset.headers or []):
            raise ValueError(" ".join(problems))

    def header_errors(self, header: list[str]) -> list[str]:
        """What is wrong with the first line of a file, in sentences."""
        known = list(self.columns)
        problems = [
            _("There is no column “%(name)s” in %(table)s.")
            % {"name": columns.in_short(name), "table": self.table}
            + columns.did_you_mean(name, known)
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

    def key_of(self, cells: dict[str, Any]) -> tuple[str, ...]:
        """The natural key of a line, as canonical text."""
        return tuple(self.columns[name].key_text(cells.get(name)) for name in self.key)

    def find(self, keys: Iterable[str]) -> dict[str, int]:
        """The ids of the rows that have these keys, joined by JOINT: one query."""
        parts = [
            Cast(w.select(self.fields[name].attribute), models.TextField())
            for name, w in self.key_columns.items()
        ]
        blanks = [getattr(w, "none", "") for w in self.key_columns.values()]
        joined = _join_parts(parts, blanks) if len(parts) > 1 else parts[0]
        rows = self.model._default_manager.order_by().annotate(joined_key=joined)
        found = rows.filter(joined_key__any_of=list(keys))
        return dict(found.values_list("joined_key", "pk"))

    @cached_property
    def key_columns(self) -> dict[str, Any]:
        return {name: self.columns[name] for name in self.key}

    def index(self, queryset: Any = None) -> dict[tuple[str, ...], int]:
        """The id of each row by its natural key."""
        widgets = [self.columns[name] for name in self.key]
        return {
            tuple(w.render(v) for w, v in zip(widgets, values, strict=True)): pk
            for pk, *values in self.rows(queryset, self.key)
        }

    def attributes(self, names: Iterable[str]) -> list[str]:
        """The columns of the database behind some columns of the table."""
        row: dict[str, Any] = {}
        for name in names:
            if not isinstance(self.columns[name], references.ReferenceListColumn):
                self.fields[name].put(row, None, {})
        return list(row)

    @property
    def model(self) -> type[models.Model]:
        return self._meta.model

    @cached_property
    def key(self) -> list[str]:
        """The columns that name a row."""
        return list(self._meta.import_id_fields)

    @cached_property
    def columns(self) -> dict[str, Any]:
        """Every column and its widget, in the order of the file."""
        return {name: self.fields[name].widget for name in self.get_import_order()}

    @cached_property
    def required(self) -> list[str]:
        """The columns that a new row cannot leave blank."""
        return [name for name in self.columns if self._is_required(name)]

    def _is_required(self, name: str) -> bool:
        field = self.model_field(name)
        names_nothing_by_word = bool(getattr(self.columns[name], "none", None))
        optional = field is not None and (field.blank or field.has_default())
        return names_nothing_by_word or not optional

    def model_field(self, name: str) -> Any:
        """The model's field behind a column; None for a column of our own."""
        try:
            return self.model._meta.get_field(self.fields[name].attribute)
        except FieldDoesNotExist:
            return None

    def rows(self, queryset: Any = None, names: list[str] | None = None) -> Any:
        """A values_list of the rows in the order of their keys: id, then columns."""
        selected = {
            f"column_{name}": self.columns[name].select(self.fields[name].attribute)
            for name in names or self.columns
        }
        return self._ordered(queryset, selected).values_list("pk", *selected)

    def texts(self, queryset: Any = None) -> Any:
        """The rows of `cells`, rendered by the database; a blank cell is null."""
        blank = models.Value("", models.TextField())
        selected = {
            f"column_{name}": NullIf(widget.text(self.fields[name].attribute), blank)
            for name, widget in self.columns.items()
        }
        return self._ordered(queryset, selected).values_list(*selected)

    def _ordered(self, queryset: Any, selected: dict[str, Any]) -> Any:
        """The rows with some more columns, in the order of their keys."""
        rows = (
            self.model._default_manager if queryset is None else queryset
        ).order_by()
        order = [
            self.columns[name].select(self.fields[name].attribute) for name in self.key
        ]
        return rows.annotate(**selected).order_by(*order)

    def cells(self, queryset: Any = None) -> Iterator[list[str]]:
        """The rows as text, as they stand in a CSV file."""
        widgets = list(self.columns.values())
        for _pk, *values in self.rows(queryset).iterator(chunk_size=2000):
            yield [w.render(v) for w, v in zip(widgets, values, strict=True)]

    def data(self, queryset: Any = None) -> Iterator[dict[str, Any]]:
        """The rows as typed values, as they stand in JSON."""
        widgets = self.columns
        for _pk, *values in self.rows(queryset).iterator(chunk_size=2000):
            yield {
                name: widget.data(value)
                for (name, widget), value in zip(widgets.items(), values, strict=True)
            }

    def export(self, queryset: Any = None, **kwargs: Any) -> tablib.Dataset:
        """The library's export, by the same rows as every other way out."""
        dataset = tablib.Dataset(headers=list(self.columns))
        dataset.extend(self.cells(queryset))
        return dataset


def _join_parts(parts: list[Any], blanks: list[str]) -> Any:
    """SQL that joins the parts of a key, with a word for each that is null."""
    text = models.TextField()
    filled = [
        Coalesce(part, models.Value(blank, text))
        for part, blank in zip(parts, blanks, strict=True)
    ]
    joint = models.Value(KEY_JOINER)
    return models.Func(joint, *filled, function="concat_ws", output_field=text)


def resource_for(model: type[models.Model]) -> type[TableResource]:
    """The contract of a model's table. Raises KeyError when it has none."""
    for resource in registry.values():
        if resource._meta.model is model:
            return resource
    raise KeyError(model)


def tables() -> list[TableResource]:
    """Every table, those that others refer to first."""
    by_model = {r._meta.model: name for name, r in registry.items()}
    graph = {
        name: {
            by_model[target]: None
            for target in _targets(resource._meta.model)
            if target in by_model and target is not resource._meta.model
        }
        for name, resource in sorted(registry.items())
    }
    return [registry[name]() for name in TopologicalSorter(graph).static_order()]


def _targets(model: type[models.Model]) -> list[Any]:
    relations = [*model._meta.fields, *model._meta.many_to_many]
    return [field.related_model for field in relations if field.related_model]
