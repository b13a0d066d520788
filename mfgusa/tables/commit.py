"""Plans into the database: set-based, links included, all or nothing."""

from collections.abc import Iterable
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction

from mfgusa.tables.plan import CellError, PlannedRow, TablePlan
from mfgusa.tables.references import Reference, References, as_reference
from mfgusa.tables.resources import TableResource, resource_for
from mfgusa.tables.rules import in_words

BATCH = 1000


class Refused(Exception):
    """The database's rules do not allow the plan; nothing was written."""

    def __init__(self, errors: list[CellError]) -> None:
        super().__init__("\n".join(map(str, errors)))
        self.errors = errors


def commit(
    plans: list[TablePlan], *, user: str, why: str, dry_run: bool = False
) -> None:
    """Write the plans in one transaction, or raise Refused and write nothing.

    A dry run asks the database for all its rules too, and then takes it back.
    """
    with transaction.atomic(), pghistory.context(user=user, why=why):
        writers = [TableWriter(plan) for plan in plans]
        for writer in writers:
            writer.write()
        _check_deferred_rules()
        transaction.set_rollback(dry_run)


def _check_deferred_rules() -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as problem:
        raise Refused([CellError("", 0, "", in_words(problem))]) from problem


class TableWriter:
    """Writes the creations and changes of one table, then the links of its rows."""

    def __init__(self, plan: TablePlan) -> None:
        self.plan, self.resource = plan, plan.resource
        self.created = plan.having("create")
        self.updated = plan.having("update")

    def write(self) -> None:
        if not self.created and not self.updated:
            return
        ids = self.resource.index()
        fresh = reserve_ids(self.resource.model, len(self.created))
        ids |= {row.key: pk for row, pk in zip(self.created, fresh, strict=True)}
        self.targets = Ids(self.resource, ids)
        new = [self._build(row, ids[row.key]) for row in self.created]
        old = self._load(ids)
        try:
            with transaction.atomic():
                self._save(new, old)
        except (IntegrityError, DataError) as problem:
            rows = zip([*self.created, *self.updated], [*new, *old], strict=True)
            raise Refused(self._explain(rows) or [self._error(0, problem)]) from problem
        self._link(ids)

    def _save(self, new: list[models.Model], old: list[models.Model]) -> None:
        """Changes come first: a new row may take a mark that an old one gives up."""
        rows = self.resource.model._default_manager
        stored = self._stored({n for row in self.updated for n in row.changed})
        if stored:
            for some in sooner_and_later(old):
                rows.bulk_update(some, sorted(stored), batch_size=BATCH)
        rows.bulk_create(new, batch_size=BATCH)

    def _stored(self, names: Iterable[str]) -> set[str]:
        """The concrete model fields behind some columns."""
        return {
            field
            for name in names
            if not isinstance(self.resource.columns[name], References)
            for field in self.resource.fields[name].stored
        }

    def _build(self, row: PlannedRow, pk: int) -> models.Model:
        instance = self.resource.model(pk=pk)
        self._assign(instance, row, row.values)
        return instance

    def _load(self, ids: dict[tuple[str, ...], int]) -> list[models.Model]:
        pks = [ids[row.key] for row in self.updated]
        found = self.resource.model._default_manager.in_bulk(pks)
        for row, pk in zip(self.updated, pks, strict=True):
            self._assign(found[pk], row, row.changed)
        return [found[pk] for pk in pks]

    def _assign(
        self, instance: models.Model, row: PlannedRow, names: Iterable[str]
    ) -> None:
        for name in names:
            column = self.resource.columns[name]
            if not isinstance(column, References):
                value = self.targets.value(column, row, name)
                self.resource.fields[name].assign(instance, value)

    def _link(self, ids: dict[tuple[str, ...], int]) -> None:
        for name, column in self.resource.columns.items():
            if isinstance(column, References):
                rows = [r for r in (*self.created, *self.updated) if name in r.changed]
                self._replace_links(column, {ids[r.key]: r.values[name] for r in rows})

    def _replace_links(self, column: References, wanted: dict[int, list[str]]) -> None:
        own, other = f"{column.own_name}_id", f"{column.other_name}_id"
        through = column.through._default_manager
        target = self.targets.of(column.model)
        pairs = {(pk, target[key]) for pk, keys in wanted.items() for key in keys}
        links = through.filter(**{f"{own}__in": wanted})
        there = {(getattr(link, own), getattr(link, other)): link.pk for link in links}
        gone = [pk for pair, pk in there.items() if pair not in pairs]
        through.filter(pk__in=gone).delete()
        through.bulk_create(
            column.through(**{own: a, other: b})
            for a, b in sorted(pairs - there.keys())
        )

    def _explain(self, rows: Iterable[Any]) -> list[CellError]:
        """Which rows break which rule, asked of the database row by row."""
        errors = []
        for row, instance in rows:
            try:
                with transaction.atomic():
                    instance.validate_unique()
                    instance.validate_constraints()
            except ValidationError as problem:
                errors += [self._error(row.line, text) for text in problem.messages]
        return errors

    def _error(self, line: int, problem: Any) -> CellError:
        text = in_words(problem) if isinstance(problem, Exception) else str(problem)
        return CellError(self.resource.table, line, "", text)


def sooner_and_later(instances: list[models.Model]) -> tuple[list[Any], list[Any]]:
    """Rows that give up a mark which only one may bear, then all the others."""
    sooner: list[Any] = []
    later: list[Any] = []
    for instance in instances:
        (later if bears_a_mark(instance) else sooner).append(instance)
    return sooner, later


def bears_a_mark(instance: models.Model) -> bool:
    """Whether a conditional unique constraint, such as the one primary, covers it."""
    marks = (
        child
        for constraint in instance._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition
        for child in constraint.condition.children
        if isinstance(child, tuple)
    )
    return any(getattr(instance, name) == value for name, value in marks)


class Ids:
    """The ids behind the keys of one table's references."""

    def __init__(
        self, resource: TableResource, own: dict[tuple[str, ...], int]
    ) -> None:
        self.known = {resource.model: {as_reference(k): pk for k, pk in own.items()}}

    def value(self, column: Any, row: PlannedRow, name: str) -> Any:
        value = row.values[name]
        if not isinstance(column, Reference):
            return value
        model = column.target(row.after)
        if not value or value == column.none or model is None:
            return None
        return self.of(model)[value]

    def of(self, model: type[models.Model]) -> dict[str, int]:
        """The ids of a table, by its keys as references write them."""
        if model not in self.known:
            index = resource_for(model)().index()
            self.known[model] = {as_reference(key): pk for key, pk in index.items()}
        return self.known[model]


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that no other row will get, so that new rows can refer to each other."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]
