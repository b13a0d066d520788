"""The addresses of the admin's pages of a model."""

from django.db import models
from django.urls import reverse

from mfgusa.tables.schema.resource import registry


def admin_url_name(model: type[models.Model], page: str) -> str:
    """The name of a page's URL pattern, as Django's admin names its own."""
    return f"{model._meta.app_label}_{model._meta.model_name}_{page}"


def admin_url(model: type[models.Model], page: str, *args: object) -> str:
    """The address of a page: "changelist", "add", "change", "import", ..."""
    return reverse(f"admin:{admin_url_name(model, page)}", args=args)


def table_model(table: str) -> type[models.Model] | None:
    """The model of a table; None for a table that no longer exists."""
    return registry[table]._meta.model if table in registry else None
