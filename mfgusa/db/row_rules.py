"""Rules over several rows: one query each, for the database and for import plans.

The database asks it at the commit, of each row that was written (`at_commit`); a plan
asks it of the rows as they would be, before any is written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pgtrigger

registry: dict[str, "Rule"] = {}


@dataclass(frozen=True)
class Rule:
    """What must hold among the rows of one or several tables.

    `query` selects the id, in `table`, of each row that breaks it and a message that a
    user can read; it names the tables it looks at in braces.
    """

    name: str
    table: str
    query: str
    looks_at: tuple[str, ...]

    def __post_init__(self) -> None:
        registry[self.name] = self

    def asked_of(self, tables: Mapping[str, str]) -> str:
        """The query over other relations; a table that is not named is itself."""
        return self.query.format_map(
            {name: name for name in self.looks_at} | {**tables}
        )


def at_commit(
    rule: Rule, name: str, operation: Any, *, subject: str = "NEW.id", lock: bool = True
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
        declare=[("said", "text")],
        func=f"""
        {wait}
        SELECT broken.message INTO said FROM ({rule.asked_of({})}) broken
        WHERE broken.id = {subject} LIMIT 1;
        IF FOUND THEN {refuse(rule.name, "said")} END IF;
        RETURN NULL;
        """,
    )


def refuse(name: str, message: str) -> str:
    """PL/pgSQL that refuses a write; `message` is an SQL expression."""
    return (
        "RAISE EXCEPTION USING ERRCODE = 'check_violation',"
        f" CONSTRAINT = '{name}', MESSAGE = {message};"
    )
