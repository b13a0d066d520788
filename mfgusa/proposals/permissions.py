"""Who may do what with which table: Django's own rights of its model."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_permission_codename
from django.utils.translation import gettext as _

from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.tables.schema.resource import registry

NEEDED = {
    PlannedRow.Action.CREATE: "add",
    PlannedRow.Action.UPDATE: "change",
    PlannedRow.Action.DELETE: "delete",
}


class NotAllowed(Exception):
    """The person lacks a right that the work needs; the message says which."""


def has(user: Any, right: str, table: str) -> bool:
    """Whether an active user has `add`, `change`, `delete` or `view` of a table."""
    if isinstance(user, str):  # Whoever runs commands has the database anyway.
        return True
    meta = registry[table]._meta.model._meta
    return user.has_perm(f"{meta.app_label}.{get_permission_codename(right, meta)}")


def missing_rights(user: Any, proposal: Proposal) -> list[str]:
    """What the user lacks to commit the proposal, in words ("change partners")."""
    return [
        f"{right} {table}"
        for table, counts in proposal.counts.items()
        for action, right in NEEDED.items()
        if counts.get(action) and not has(user, right, table)
    ]


def missing_to_import(
    user: Any, names: Iterable[str], *, remove: bool = False
) -> list[str]:
    """What the user lacks to bring files into tables, in words."""
    rights = ("add", "change", "delete") if remove else ("add", "change")
    return [f"{r} {n}" for n in names for r in rights if not has(user, r, n)]


def may_see(user: Any, proposal: Proposal) -> bool:
    """Whether the user may view every table of the proposal."""
    return all(has(user, "view", table) for table in proposal.tables)


def require(missing: list[str]) -> None:
    """Raise NotAllowed unless nothing is missing."""
    if missing:
        raise NotAllowed(
            _("This needs rights that you do not have: %(rights)s.")
            % {"rights": ", ".join(missing)}
        )
