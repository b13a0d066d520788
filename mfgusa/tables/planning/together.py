"""Rules over several rows, asked of all tables of a plan together."""

from collections.abc import Iterable

from mfgusa import rules
from mfgusa.tables.planning.lines import CellError
from mfgusa.tables.planning.rules import RuleCheck
from mfgusa.tables.planning.store import Store
from mfgusa.tables.problems import Problem
from mfgusa.tables.staging import Staging, execute

Found = list[tuple[int | None, str]]  # Position in the plan, if any, and message.


def refuse_together(
    store: Store, checks: Iterable[RuleCheck]
) -> list[dict[str, object]]:
    """Refuse the rows that would break a rule; what no row of the plan is told for."""
    staged = {check.staging.table: check.staging for check in checks}
    problems = []
    for rule in rules.registry.values():
        found = broken(store, rule, staged) if {*rule.looks_at} & {*staged} else []
        told = {p: [CellError("", "", text)] for p, text in found if p}
        if told:
            store.refuse(staged[rule.table].resource.table, told)
        problems += [Problem("", 0, "", text).as_json() for p, text in found if not p]
    return problems


def broken(store: Store, rule: rules.Rule, staged: dict[str, Staging]) -> Found:
    """The rows that break a rule when the plan is written."""
    finals = {t: _final(store, staged[t]) for t in rule.looks_at if t in staged}
    if rule.table in staged:
        subject = staged[rule.table].name
        position = f"(SELECT s.position FROM {subject} s WHERE s.id = b.id LIMIT 1)"
    else:
        position = "NULL"
    query = f"SELECT {position}, b.message FROM ({rule.asked_of(finals)}) b"
    return execute(query)


def _final(store: Store, staging: Staging) -> str:
    """A temporary table of the rows as they would be; its name."""
    name = f"final_{staging.resource.table}"
    columns = ", ".join(["id", *staging.columns])
    execute(f"DROP TABLE IF EXISTS {name}")
    execute(
        f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS"
        f" SELECT {columns} FROM {staging.name} UNION ALL"
        f" SELECT {columns} FROM {staging.table} t WHERE NOT EXISTS"
        f" (SELECT FROM {staging.name} s WHERE s.id = t.id) AND NOT EXISTS"
        " (SELECT FROM tables_plannedrow p WHERE p.batch_id = %s AND p.table = %s"
        " AND p.action = 'delete' AND p.row_id = t.id)",
        [store.batch.pk, staging.resource.table],
    )
    execute(f"CREATE INDEX ON {name} (id)")
    execute(f"ANALYZE {name}")
    return name
