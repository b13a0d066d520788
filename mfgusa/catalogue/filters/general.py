"""The filters of a table that has no FilterSet of its own."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Func
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.vocabulary import Option, Vocabulary
from mfgusa.catalogue.search.fields import SearchableQuerySet
from mfgusa.tables.schema.resource import TableResource


def build_filterset(resource: type[TableResource]) -> type[FacetedFilterSet]:
    """Derive filters from a table: a search, a facet for each column with choices, and
    an order by each column of the key."""
    table = resource()
    fields = [field for field in map(table.model_field, table.columns) if field]
    filters: dict[str, Any] = {
        field.name: choices_facet(field) for field in fields if field.choices
    }
    if isinstance(table.model._default_manager.all(), SearchableQuerySet):
        filters = {"q": SearchFilter(label=_("Search"))} | filters
    filters["sort"] = SortFilter(**table_sorts(table))
    # Its sets are read anew for each page: no trigger knows of a table without filters.
    catalogue = {"rows": table.model._default_manager.all(), "is_followed": False}
    name = f"{table.model.__name__}FilterSet"
    return type(name, (FacetedFilterSet,), catalogue | filters)


def table_sorts(table: TableResource) -> dict[str, tuple[Any, Any]]:
    """Return the usual order of the rows and the columns of the key, by name."""
    meta = table.model._meta
    fields = [field for field in map(table.model_field, table.key) if field]
    sorts: dict[str, tuple[Any, Any]] = {
        field.name: (field.name, capfirst(field.verbose_name)) for field in fields
    }
    usual = next(iter(meta.ordering or ()), None)
    if isinstance(usual, Func):
        parts: Iterable[Any] = usual.flatten()  # Any: the stubs do not know `F.name`.
        name = next(part.name for part in parts if hasattr(part, "name"))
        column: Any = meta.get_field(name)  # Any: not a reverse relation.
        sorts[name] = (usual, capfirst(column.verbose_name))
    return sorts


def choices_facet(field: "models.Field[Any, Any]") -> Facet:
    """Return the facet of a field with choices."""

    def options() -> list[Option]:
        return [Option(value, str(label)) for value, label in field.flatchoices]

    label = capfirst(str(field.verbose_name))
    return Facet(field.name, label=label, vocabulary=Vocabulary(options))
