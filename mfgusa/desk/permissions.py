"""Which tables a user may view, and into which they may import files."""

from django.contrib.auth.models import User
from django.http import HttpRequest

from mfgusa.desk.admin_urls import table_model
from mfgusa.proposals.permissions import Actor, has_permission
from mfgusa.tables.schema.resource import registry


def signed_in_user(request: HttpRequest) -> User:
    """The user of a request to the admin, which admits nobody else."""
    if not isinstance(request.user, User):
        raise TypeError("The admin is for users who are signed in.")
    return request.user


def can_view_table(user: Actor, table: str) -> bool:
    """Whether a user may view a table; as in the admin, also if they may change it."""
    return has_permission(user, "view", table) or has_permission(user, "change", table)


def can_import(user: Actor, table: str) -> bool:
    """Whether a user may import files into a table."""
    return has_permission(user, "add", table) and has_permission(user, "change", table)


def can_delete(user: Actor, table: str) -> bool:
    """Whether a user may delete the rows of a table."""
    return has_permission(user, "delete", table)


def viewable_tables(user: Actor) -> list[str]:
    """The tables that a user may view."""
    return [table for table in sorted(registry) if can_view_table(user, table)]


def importable_tables(user: Actor) -> list[str]:
    """The tables into which a user may import files."""
    return [table for table in sorted(registry) if can_import(user, table)]


def table_title(table: str) -> str:
    """The plural name of a table's rows; a table that is gone keeps its name."""
    model = table_model(table)
    return str(model._meta.verbose_name_plural) if model else table
