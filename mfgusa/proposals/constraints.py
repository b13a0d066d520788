"""The rules of a table as the database holds them, asked of staged rows.

What a plan would break is found by the same expressions that a write is held to,
read from the catalogs pg_constraint and pg_index, without writing a row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter

from mfgusa.proposals.staging import Staging, execute
from mfgusa.tables.schema.resource import TableResource

CHECKS = """
SELECT c.conname, pg_get_expr(c.conbin, c.conrelid), array(
  SELECT a.attname::text FROM pg_attribute a
  WHERE a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey))
FROM pg_constraint c WHERE c.contype = 'c' AND c.conrelid = %s::regclass
ORDER BY c.conname"""

UNIQUES = """
SELECT k.relname, pg_get_expr(i.indpred, i.indrelid), i.indnullsnotdistinct, array(
  SELECT pg_get_indexdef(i.indexrelid, n, true)
  FROM generate_series(1, i.indnkeyatts) n)
FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
WHERE i.indisunique AND NOT i.indisprimary AND i.indrelid = %s::regclass
ORDER BY k.relname"""


@dataclass
class Check:
    """A condition on one row, and the columns it is about."""

    name: str
    condition: str
    columns: list[str]


@dataclass
class Unique:
    """What no two rows may share: `expressions`, where `among` holds."""

    name: str
    among: str | None
    nulls_are_equal: bool
    expressions: list[str]

    def is_on(self, columns: set[str]) -> bool:
        """Whether these columns, and nothing else, are what is unique."""
        return self.among is None and {*self.expressions} == columns

    @property
    def where(self) -> str:
        """Which rows the rule is about, as SQL."""
        nulls = [] if self.nulls_are_equal else self.expressions
        among = [f"({self.among})"] if self.among else []
        return " AND ".join([*among, *(f"{e} IS NOT NULL" for e in nulls)]) or "true"


@dataclass
class Breach:
    """A staged row that breaks a rule; `other` is the position of its rival."""

    position: int
    rule: Check | Unique
    other: int | None = None


def checks(resource: TableResource) -> list[Check]:
    rows = execute(CHECKS, [resource.model._meta.db_table])
    return [Check(*row) for row in rows]


def own_uniques(resource: TableResource) -> list[Unique]:
    """All but the primary key and the natural key, which planning compares itself."""
    rows = execute(UNIQUES, [resource.model._meta.db_table])
    key = set(resource.attributes(resource.key))
    return [rule for rule in (Unique(*row) for row in rows) if not rule.is_on(key)]


def broken_checks(staging: Staging) -> Iterator[Breach]:
    """Rows that break a condition none of whose columns is wrong already."""
    rules = {rule.name: rule for rule in checks(staging.resource)}
    if not rules:
        return
    cases = ", ".join(
        f"CASE WHEN NOT ({rule.condition}) AND NOT {_touches_bad(rule.columns)}"
        f" THEN '{name}' END"
        for name, rule in rules.items()
    )
    found = execute(
        f"SELECT position, broken FROM (SELECT position, array_remove(ARRAY[{cases}],"
        f" NULL) AS broken FROM {staging.name}) r WHERE broken <> '{{}}'"
    )
    for position, names in found:
        yield from (Breach(position, rules[name]) for name in names)


def broken_uniques(staging: Staging, gone: list[int]) -> Iterator[Breach]:
    """Rows that share what only one may have, when all is written and `gone` is not.

    Of several staged rows that share it, the first is named as the others' rival.
    """
    for rule in own_uniques(staging.resource):
        for position, other in execute(_shared(staging, rule), [gone]):
            yield Breach(position, rule, other)


def _shared(staging: Staging, rule: Unique) -> str:
    values = ", ".join(f"{e} AS e{n}" for n, e in enumerate(rule.expressions))
    names = ", ".join(f"e{n}" for n in range(len(rule.expressions)))
    there = f"EXISTS (SELECT FROM {staging.name} s WHERE s.id = t.id)"
    where = rule.where.replace("%", "%%")
    return f"""
        SELECT position, first FROM (
          SELECT position, rank() OVER w AS place, first_value(position) OVER w AS first
          FROM (
            SELECT position, {values} FROM {staging.name} WHERE {where}
            UNION ALL
            SELECT 0, {values} FROM {staging.table} t
            WHERE {where} AND NOT {there} AND t.id <> ALL(%s)
          ) final WINDOW w AS (PARTITION BY {names} ORDER BY position)
        ) ranked WHERE place > 1 AND position > 0 ORDER BY position"""


def handed_over(staging: Staging) -> list[tuple[int, int]]:
    """Ids (one, other), where one is to have what the other, staged too, has now."""
    pairs: set[tuple[int, int]] = set()
    for rule in own_uniques(staging.resource):
        held = f"ROW({', '.join(rule.expressions)})::text AS held"
        pairs.update(
            execute(
                f"""SELECT w.id, h.id
                FROM (SELECT id, {held} FROM {staging.table} WHERE {rule.where}) h
                JOIN (SELECT id, {held} FROM {staging.name} WHERE {rule.where}) w
                ON w.held = h.held AND w.id <> h.id
                JOIN {staging.name} s ON s.id = h.id"""
            )
        )
    return sorted(pairs)


def rounds(pairs: list[tuple[int, int]]) -> list[list[int]]:
    """The rows that give something up, in the order that they have to change in.

    Raises graphlib.CycleError when rows swap what only one may have.
    """
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for one, other in pairs:
        sorter.add(one, other)
    sorter.prepare()
    givers, found = {other for _one, other in pairs}, []
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        found.append(sorted(givers.intersection(ready)))
    return [some for some in found if some]


def _touches_bad(columns: list[str]) -> str:
    """SQL that tells whether one of the columns has no value, being wrong."""
    return f"coalesce(bad && '{{{','.join(columns)}}}'::text[], false)"
