"""What a table resource may not declare, because nothing here would call it.

django-import-export is used for the declaration only. Files are imported as proposals
and exported by SQL, so its hooks, its other options and its plain fields would be
ignored without a word; they are refused when the class is created.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from django.core.exceptions import ImproperlyConfigured
from import_export.fields import Field
from import_export.resources import ModelResource

from mfgusa.tables.schema.columns import TextColumn
from mfgusa.tables.schema.fields import TableField

Problems = Iterator[tuple[str, str]]  # A name, and what to do instead.

OPTIONS = {"model", "fields", "import_id_fields"}
RULE = "put the rule into the model, as a validator or a constraint"
COLUMN = "declare a TableField with a column that renders the value"
ORDER = "put the names into Meta.fields in the order of the file"
WRITE = "leave it out: a proposal writes the rows"
ROWS = "pass the rows as a queryset to the function that writes the file"
OPTION_ADVICE = {
    "exclude": "leave the field out of Meta.fields",
    "import_order": ORDER,
    "export_order": ORDER,
    "widgets": "declare TableField(name, column) in the body of the class",
}
ADVICE = {
    "after_export": ROWS,
    "before_export": ROWS,
    "export_field": COLUMN,
    "export_resource": COLUMN,
    "filter_export": ROWS,
    "get_export_fields": ORDER,
    "get_export_headers": ORDER,
    "get_export_order": ORDER,
    "get_import_fields": ORDER,
    "get_import_order": ORDER,
    "get_queryset": ROWS,
    "iter_queryset": ROWS,
    "skip_row": "leave it out: a proposal skips the rows that do not change",
    "widget_from_django_field": "declare TableField(name, column) in the body",
}


def check_resource(resource: type[ModelResource]) -> None:
    """Refuse what the class declares in vain. Raises ImproperlyConfigured."""
    declared = vars(resource)
    problems = chain(
        _hooks(resource), _options(declared.get("Meta")), _fields(declared["fields"])
    )
    for name, advice in problems:
        raise ImproperlyConfigured(
            f"{resource.__name__}.{name} has no effect in a table; {advice}."
        )


def _hooks(resource: type[ModelResource]) -> Problems:
    """Methods and attributes of the library that the class, or a mixin, overrides."""
    for base in resource.__mro__:
        if base is resource or not issubclass(base, ModelResource):
            for name in vars(base) if not issubclass(ModelResource, base) else ():
                if name.startswith("dehydrate_"):
                    yield name, COLUMN
                elif _is_hook(name):
                    yield name, ADVICE.get(name) or _advice(name)


def _is_hook(name: str) -> bool:
    is_public = not name.startswith("_") and name not in ("Meta", "fields")
    return is_public and hasattr(ModelResource, name)


def _advice(name: str) -> str:
    return RULE if name.startswith(("before_", "after_", "validate_")) else WRITE


def _options(meta: type | None) -> Problems:
    """Options of Meta that are not read, and fields of other tables."""
    for name in dir(meta) if meta else ():
        if not name.startswith("_") and name not in OPTIONS:
            yield f"Meta.{name}", OPTION_ADVICE.get(name, WRITE)
    for name in getattr(meta, "fields", ()):
        if "__" in name:
            yield f"Meta.fields: {name}", COLUMN


def _fields(fields: Mapping[str, Field]) -> Problems:
    """Fields that are not made of a column."""
    for name, field in fields.items():
        if not isinstance(field, TableField):
            yield name, "declare it as a TableField"
        elif not isinstance(field.widget, TextColumn):
            yield name, "give its TableField a column of mfgusa.tables.schema.columns"
