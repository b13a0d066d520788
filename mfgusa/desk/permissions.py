"""Which tables somebody may read, and into which they may bring files."""

from typing import Any

from mfgusa.proposals.permissions import has_permission
from mfgusa.tables.schema.resource import registry


def can_view_table(user: Any, table: str) -> bool:
    """As in the admin: who may change a table may view it."""
    return has_permission(user, "view", table) or has_permission(user, "change", table)


def can_import(user: Any, table: str) -> bool:
    return has_permission(user, "add", table) and has_permission(user, "change", table)


def can_delete(user: Any, table: str) -> bool:
    return has_permission(user, "delete", table)


def viewable_tables(user: Any) -> list[str]:
    """The tables that somebody may view."""
    return [table for table in sorted(registry) if can_view_table(user, table)]


def importable_tables(user: Any) -> list[str]:
    """The tables that somebody may bring files into."""
    return [table for table in sorted(registry) if can_import(user, table)]


def table_title(table: str) -> str:
    """A table as people call it; one that is gone keeps its name."""
    if table not in registry:
        return table
    return str(registry[table]._meta.model._meta.verbose_name_plural)
