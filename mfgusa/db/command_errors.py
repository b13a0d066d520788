"""Errors of the database as a person at the command line reads them."""

from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import InsufficientPrivilege

from mfgusa.db.embedded import DatabaseUnavailable
from mfgusa.db.unavailable import FULL, READ_ONLY, outage_cause
from mfgusa.db.version_0_1 import (
    HOW_TO_CARRY_OVER,
    applied_migrations,
    is_version_0_1,
)


def explain(problem: Exception) -> str:
    """An error in one line that says what to do, or nothing for any other error."""
    for error in (problem, problem.__cause__):
        if isinstance(error, DatabaseUnavailable):
            return str(error)
    if reason := write_refusal(problem) or lack_of_rights(problem):
        return reason
    if isinstance(problem, OperationalError):
        return f"the database does not answer: {problem}".rstrip()
    return why_not_ready() if isinstance(problem, ProgrammingError) else ""


def write_refusal(problem: Exception) -> str:
    """Why the database cannot be written, in one line, or nothing."""
    cause = outage_cause(problem)
    if cause == FULL:
        return f"the disk of the database is full, or fails: {problem}".rstrip()
    if cause == READ_ONLY:
        reason = str(problem).splitlines()[0]
        return (
            f"the database takes no writes: {reason}. If it is a standby, name the "
            "primary in DATABASE_URL, or promote it first (docs/operations.md)"
        )
    return ""


def lack_of_rights(problem: Exception) -> str:
    """A right that the role of the database lacks, in one line, or nothing."""
    if not isinstance(problem.__cause__, InsufficientPrivilege):
        return ""
    reason = str(problem).splitlines()[0]
    return (
        f"{reason} for the role of this site. Its rights come from deploy/roles.sql, "
        "which runs after each prepare and each restore (docs/operations.md)"
    )


def why_not_ready() -> str:
    """What keeps the database from being used with this code, or nothing."""
    if is_version_0_1(applied_migrations()):
        return HOW_TO_CARRY_OVER
    if not has_migrations_to_apply():
        return ""
    return (
        f"the database {database_place()} is not prepared. Run first: manage.py prepare"
    )


def database_place() -> str:
    """Where the database is, without a password."""
    if not settings.DATABASE_URL:
        return f"in {settings.DATA_DIR}"
    params = connection.settings_dict
    host = params["HOST"] or "this machine"
    return f"{params['NAME']} on {host} (DATABASE_URL)"


def has_migrations_to_apply() -> bool:
    """Whether the database lacks tables or columns that the code expects."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
