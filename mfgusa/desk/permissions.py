"""Which tables somebody may read, and into which they may bring files."""

from typing import Any

from mfgusa.proposals.permissions import has
from mfgusa.tables.schema.resource import registry


def may_view(user: Any, table: str) -> bool:
    """As in the admin: who may change a table may view it."""
    return has(user, "view", table) or has(user, "change", table)


def may_import(user: Any, table: str) -> bool:
    return has(user, "add", table) and has(user, "change", table)


def may_remove(user: Any, table: str) -> bool:
    return has(user, "delete", table)


def viewable(user: Any) -> list[str]:
    """The tables that somebody may view."""
    return [table for table in sorted(registry) if may_view(user, table)]


def importable(user: Any) -> list[str]:
    """The tables that somebody may bring files into."""
    return [table for table in sorted(registry) if may_import(user, table)]


def title(table: str) -> str:
    """A table as people call it; one that is gone keeps its name."""
    if table not in registry:
        return table
    return str(registry[table]._meta.model._meta.verbose_name_plural)
