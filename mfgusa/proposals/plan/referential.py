"""Rows that are to go although others rest on them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.proposals.plan.lines import CellError
from mfgusa.proposals.plan.resulting_tables import Finals
from mfgusa.proposals.plan.store import Store
from mfgusa.proposals.staging import execute
from mfgusa.tables.schema.references import format_key
from mfgusa.tables.schema.resource import TableResource, resource_for

NAMED = 5  # Of the rows that rest on one, so many are named.

REFERRING = """SELECT position, id FROM (
  SELECT p.position, o.id, row_number() OVER (PARTITION BY p.position ORDER BY o.id) n
  FROM proposals_plannedrow p JOIN {joined}
  WHERE p.proposal_id = %s AND p.table = %s
  AND p.action = 'delete') x WHERE n <= {most}"""


def refuse_resting(store: Store, finals: Finals) -> None:
    """Refuse to remove what other rows would still refer to when all is written."""
    for staging in finals.staged.values():
        resource = staging.resource
        if not store.counts.get(resource.table, Counter())["delete"]:
            continue
        resting: dict[int, list[str]] = {}
        for relation in resource.model._meta.related_objects:
            for position, name in _referring(store, finals, resource, relation):
                resting.setdefault(position, []).append(name)
        store.refuse(resource.table, {p: [_error(n)] for p, n in resting.items()})


def _error(names: list[str]) -> CellError:
    text = _("It cannot be removed, since others rest on it: %(rows)s.")
    return CellError("", "", text % {"rows": ", ".join(names[:NAMED])})


def _referring(
    store: Store, finals: Finals, resource: TableResource, relation: Any
) -> Iterator[tuple[int, str]]:
    """The position of a row that is to go, and the name of one that refers to it."""
    try:
        other = resource_for(relation.related_model)()
    except KeyError:  # The history has no table.
        return
    joined = _join(finals, relation)
    if not joined:
        return
    sql = REFERRING.format(joined=joined, most=NAMED)
    found = execute(sql, [store.proposal.pk, resource.table])
    names = _names(other, [pk for _position, pk in found])
    for position, pk in found:
        yield position, names.get(pk) or f"{other.table} {_('line')} {-pk}"


def _join(finals: Finals, relation: Any) -> str:
    """How rows `o` of the other table refer to planned rows `p`, as SQL."""
    other = finals.of(relation.related_model._meta.db_table)
    field = relation.field
    if not relation.many_to_many:
        return f"{other} o ON o.{field.column} = p.row_id"
    if not relation.through._meta.auto_created:  # The links are a table of their own.
        return ""
    links, own, target = (
        relation.through._meta.db_table,
        field.m2m_column_name(),
        field.m2m_reverse_name(),
    )
    return f"{links} l ON l.{target} = p.row_id JOIN {other} o ON o.id = l.{own}"


def _names(other: TableResource, ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = other.model._default_manager.filter(pk__any_of=ids)
    widgets = list(other.key_columns.values())
    return {
        pk: f"{other.table} "
        + format_key(w.render(v) for w, v in zip(widgets, key, strict=True))
        for pk, *key in other.rows(rows, other.key)
    }
