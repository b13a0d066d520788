"""The constraints of a table, checked against staged rows.

The expressions are read from the catalogs pg_constraint and pg_index, so that a plan
is checked by the same rules as a write, without writing a row.
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
    """A check constraint: a condition on one row, and the columns it uses."""

    name: str
    condition: str
    columns: list[str]


@dataclass
class Unique:
    """A unique index on `expressions`; a partial one has a `predicate`."""

    name: str
    predicate: str | None
    nulls_are_equal: bool
    expressions: list[str]

    def is_on(self, columns: set[str]) -> bool:
        """Whether the index is a full one on exactly these columns."""
        return self.predicate is None and {*self.expressions} == columns

    @property
    def where(self) -> str:
        """SQL condition for the rows that the index compares."""
        nulls = [] if self.nulls_are_equal else self.expressions
        predicate = [f"({self.predicate})"] if self.predicate else []
        conditions = [*predicate, *(f"{e} IS NOT NULL" for e in nulls)]
        return " AND ".join(conditions) or "true"


@dataclass
class Violation:
    """A staged row that violates a rule.

    `conflicts_with` is the position of the staged row with the same unique values;
    0 stands for a row of the table.
    """

    position: int
    rule: Check | Unique
    conflicts_with: int | None = None


def table_checks(resource: TableResource) -> list[Check]:
    """The check constraints of a resource's table."""
    rows = execute(CHECKS, [resource.model._meta.db_table])
    return [Check(*row) for row in rows]


def table_uniques(resource: TableResource) -> list[Unique]:
    """The unique indexes of a table, except on the primary key and the natural key.

    Planning itself compares the natural key.
    """
    rows = execute(UNIQUES, [resource.model._meta.db_table])
    key = set(resource.attnames(resource.key))
    return [rule for rule in (Unique(*row) for row in rows) if not rule.is_on(key)]


def check_violations(staging: Staging) -> Iterator[Violation]:
    """Rows that violate a check constraint whose columns are all valid."""
    rules = {rule.name: rule for rule in table_checks(staging.resource)}
    if not rules:
        return
    cases = ", ".join(
        f"CASE WHEN NOT ({rule.condition}) AND NOT {_has_bad_column(rule.columns)}"
        f" THEN '{name}' END"
        for name, rule in rules.items()
    )
    rows = execute(
        "SELECT position, violated FROM (SELECT position,"
        f" array_remove(ARRAY[{cases}], NULL) AS violated FROM {staging.name}) checked"
        " WHERE violated <> '{}'"
    )
    for position, names in rows:
        yield from (Violation(position, rules[name]) for name in names)


def unique_violations(staging: Staging, removed: list[int]) -> Iterator[Violation]:
    """Rows that would duplicate a unique value after the write.

    `removed` are the ids of the rows that the plan deletes. Of several staged rows
    with one value, the first is the one that the others conflict with.
    """
    for rule in table_uniques(staging.resource):
        for position, first in execute(_duplicates_sql(staging, rule), [removed]):
            yield Violation(position, rule, first)


def _duplicates_sql(staging: Staging, rule: Unique) -> str:
    values = ", ".join(f"{e} AS e{n}" for n, e in enumerate(rule.expressions))
    names = ", ".join(f"e{n}" for n in range(len(rule.expressions)))
    is_staged = f"EXISTS (SELECT FROM {staging.name} s WHERE s.id = t.id)"
    where = rule.where.replace("%", "%%")
    return f"""
        SELECT position, first FROM (
          SELECT position, rank() OVER w AS place, first_value(position) OVER w AS first
          FROM (
            SELECT position, {values} FROM {staging.name} WHERE {where}
            UNION ALL
            SELECT 0, {values} FROM {staging.table} t
            WHERE {where} AND NOT {is_staged} AND t.id <> ALL(%s)
          ) resulting WINDOW w AS (PARTITION BY {names} ORDER BY position)
        ) ranked WHERE place > 1 AND position > 0 ORDER BY position"""


def unique_transfers(staging: Staging) -> list[tuple[int, int]]:
    """Pairs of ids (receiver, giver): staged rows that pass on a unique value.

    The receiver is to have a value that the giver has in the table now.
    """
    pairs: set[tuple[int, int]] = set()
    for rule in table_uniques(staging.resource):
        value = f"ROW({', '.join(rule.expressions)})::text AS value"
        pairs.update(
            execute(
                f"""SELECT planned.id, stored.id
                FROM (SELECT id, {value} FROM {staging.table} WHERE {rule.where}) stored
                JOIN (SELECT id, {value} FROM {staging.name} WHERE {rule.where}) planned
                ON planned.value = stored.value AND planned.id <> stored.id
                JOIN {staging.name} giver ON giver.id = stored.id"""
            )
        )
    return sorted(pairs)


def update_waves(transfers: list[tuple[int, int]]) -> list[list[int]]:
    """The givers of unique values, in the order in which they must be updated.

    Raises graphlib.CycleError when rows swap values.
    """
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for receiver, giver in transfers:
        sorter.add(receiver, giver)
    sorter.prepare()
    givers = {giver for _receiver, giver in transfers}
    waves = []
    while sorter.is_active():
        ready = sorter.get_ready()
        sorter.done(*ready)
        waves.append(sorted(givers.intersection(ready)))
    return [wave for wave in waves if wave]


def _has_bad_column(columns: list[str]) -> str:
    """SQL condition: one of the columns has no value, since its cell is invalid."""
    return f"coalesce(bad && '{{{','.join(columns)}}}'::text[], false)"
