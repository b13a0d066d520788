"""Referential integrity: deletions of rows to which other rows would still refer."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import ManyToManyRel
from django.utils.translation import gettext as _

from mfgusa.proposals.plan.lines import CellError
from mfgusa.proposals.plan.resulting_tables import ResultingTables
from mfgusa.proposals.plan.store import PlanStore
from mfgusa.proposals.staging import execute
from mfgusa.tables.schema.references import format_key
from mfgusa.tables.schema.resource import TableResource, resource_for

if TYPE_CHECKING:
    from django.db.models.fields.reverse_related import ForeignObjectRel

MAX_NAMED = 5  # Referring rows that an error names.

REFERRING = """SELECT position, id FROM (
  SELECT p.position, r.id, row_number() OVER (PARTITION BY p.position ORDER BY r.id) n
  FROM proposals_plannedrow p JOIN {joined}
  WHERE p.proposal_id = %s AND p.table = %s
  AND p.action = 'delete') x WHERE n <= {most}"""


def check_references(store: PlanStore, resulting: ResultingTables) -> None:
    """Add errors to deletions of rows to which others would refer after the apply."""
    for staging in resulting.staged.values():
        resource = staging.resource
        if not store.counts.get(resource.table, Counter())["delete"]:
            continue
        referring: dict[int, list[str]] = {}
        for relation in resource.model._meta.related_objects:
            for position, name in _referring(store, resulting, resource, relation):
                referring.setdefault(position, []).append(name)
        errors = {position: [_error(names)] for position, names in referring.items()}
        store.add_errors(resource.table, errors)


def _error(names: list[str]) -> CellError:
    text = _("It cannot be removed, since others rest on it: %(rows)s.")
    return CellError("", "", text % {"rows": ", ".join(names[:MAX_NAMED])})


def _referring(
    store: PlanStore,
    resulting: ResultingTables,
    resource: TableResource,
    relation: "ForeignObjectRel",
) -> Iterator[tuple[int, str]]:
    """The position of a row to be deleted, and the name of a row that refers to it."""
    try:
        referring = resource_for(relation.related_model)()
    except KeyError:  # The history has no resource.
        return
    joined = _join_sql(resulting, relation)
    if not joined:
        return
    sql = REFERRING.format(joined=joined, most=MAX_NAMED)
    rows = execute(sql, [store.proposal.pk, resource.table])
    names = _names(referring, [pk for _position, pk in rows])
    for position, pk in rows:
        yield position, names.get(pk) or f"{referring.table} {_('line')} {-pk}"


def _join_sql(resulting: ResultingTables, relation: "ForeignObjectRel") -> str:
    """SQL that joins rows `r` of the referring table to planned rows `p`."""
    referring = resulting.relation(relation.related_model._meta.db_table)
    if not isinstance(relation, ManyToManyRel):
        return f"{referring} r ON r.{relation.field.column} = p.row_id"
    through = relation.through
    if not through or not through._meta.auto_created:  # The links have a resource.
        return ""
    field, links = relation.field, through._meta.db_table
    source, target = field.m2m_column_name(), field.m2m_reverse_name()
    return f"{links} l ON l.{target} = p.row_id JOIN {referring} r ON r.id = l.{source}"


def _names(referring: TableResource, ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = referring.model._default_manager.filter(pk__any_of=ids)
    columns = list(referring.key_columns.values())
    return {
        pk: f"{referring.table} "
        + format_key(c.render(v) for c, v in zip(columns, key, strict=True))
        for pk, *key in referring.value_rows(rows, referring.key)
    }
