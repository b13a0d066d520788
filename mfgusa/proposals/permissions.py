"""Who may do what with which table, by Django's permissions on its model."""

from collections.abc import Iterable

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AnonymousUser, User
from django.utils.translation import gettext as _

from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.tables.schema.resource import registry

Actor = User | AnonymousUser | str  # A string names who runs a command.

NEEDED = {
    PlannedRow.Action.CREATE: "add",
    PlannedRow.Action.UPDATE: "change",
    PlannedRow.Action.DELETE: "delete",
}


class NotAllowed(Exception):
    """The user lacks permissions; the message names them."""


def has_permission(user: Actor, action: str, table: str) -> bool:
    """Whether an active user may `add`, `change`, `delete` or `view` rows of a table.

    Whoever runs a command has access to the database anyway.
    """
    if isinstance(user, str):
        return True
    meta = registry[table]._meta.model._meta
    codename = get_permission_codename(action, meta)
    return user.has_perm(f"{meta.app_label}.{codename}")


def missing_permissions(user: Actor, proposal: Proposal) -> list[str]:
    """What the user lacks to commit the proposal, in words ("change sources")."""
    return [
        f"{permission} {table}"
        for table, counts in proposal.counts.items()
        for action, permission in NEEDED.items()
        if counts.get(action) and not has_permission(user, permission, table)
    ]


def missing_import_permissions(
    user: Actor, tables: Iterable[str], *, remove: bool = False
) -> list[str]:
    """What the user lacks to import files into tables, in words."""
    actions = ("add", "change", "delete") if remove else ("add", "change")
    return [
        f"{action} {table}"
        for table in tables
        for action in actions
        if not has_permission(user, action, table)
    ]


def require(missing: list[str]) -> None:
    """Raise NotAllowed if there are missing permissions."""
    if missing:
        raise NotAllowed(
            _("This needs rights that you do not have: %(rights)s.")
            % {"rights": ", ".join(missing)}
        )
