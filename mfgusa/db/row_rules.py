"""Rules over several rows: one query each, for the database and for import plans.

The database runs the query at the commit, for each row that was written
(`check_at_commit`). A plan runs it over the rows as they would be, before it writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pgtrigger

registry: dict[str, "Rule"] = {}


@dataclass(frozen=True)
class Rule:
    """What must hold among the rows of one or several tables.

    `query` selects the id, in `table`, of each row that breaks the rule and a message
    that a user can read. It reads `tables`, which it names in braces.
    """

    name: str
    table: str
    query: str
    tables: tuple[str, ...]

    def __post_init__(self) -> None:
        registry[self.name] = self

    def render(self, relations: Mapping[str, str]) -> str:
        """The query with other relations in the place of some of its tables."""
        return self.query.format_map(
            {name: name for name in self.tables} | {**relations}
        )


def check_at_commit(
    rule: Rule,
    name: str,
    operation: pgtrigger.core.Operation,
    *,
    subject: str = "NEW.id",
    lock: bool = True,
) -> pgtrigger.Trigger:
    """A constraint trigger that raises a check violation (SQLSTATE 23514).

    With `lock`, writers that could break the rule together wait for each other.
    """
    wait = f"PERFORM pg_advisory_xact_lock(hashtext('{rule.table}'));" if lock else ""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=operation,
        declare=[("violation", "text")],
        func=f"""
        {wait}
        SELECT broken.message INTO violation FROM ({rule.render({})}) broken
        WHERE broken.id = {subject} LIMIT 1;
        IF FOUND THEN {raise_violation(rule.name, "violation")} END IF;
        RETURN NULL;
        """,
    )


def raise_violation(name: str, message: str) -> str:
    """PL/pgSQL that refuses a write; `message` is an SQL expression."""
    return (
        "RAISE EXCEPTION USING ERRCODE = 'check_violation',"
        f" CONSTRAINT = '{name}', MESSAGE = {message};"
    )
