"""The state of a row: what tells that somebody changed it meanwhile.

A row with history has its newest event. A row without, such as an account, has a digest
of each field, which reveals no value: the secret key of the site is in it.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

from mfgusa.db.history import has_history, newest_events

Digests = Mapping[str, str]  # Of the values of a row, by field.
RowState = int | Digests  # The id of an event, or digests.

UNKNOWN = -1  # The state of a row that the form does not name.
DIGEST_LENGTH = 32  # Hexadecimal digits.


def read_states(
    rows: models.QuerySet[Any], digested: Collection[str]
) -> dict[int, RowState]:
    """The state of each row by the row's id: one query."""
    if has_history(rows.model):
        return {**newest_events(rows)}
    fields = [rows.model._meta.get_field(name) for name in digested]
    return {
        row.pk: {f.name: digest(row, f.name, f.value_from_object(row)) for f in fields}
        for row in rows.order_by()
    }


def digest(row: models.Model, name: str, value: Any) -> str:
    """The digest of a value of a field; the same value of another row has another."""
    salt = f"{__name__}:{row._meta.label_lower}:{row.pk}:{name}"
    text = "" if value is None else str(value).replace("\r\n", "\n")
    mac = salted_hmac(salt, text, algorithm="sha256")
    return mac.hexdigest()[:DIGEST_LENGTH]


def decode_state(content: Any) -> RowState:
    """Read a state that was sent. Raises ValueError or TypeError."""
    if isinstance(content, dict):
        return {name: str(value) for name, value in content.items()}
    return int(content)


def events_of(states: Mapping[int, RowState]) -> dict[int, int]:
    """The newest events of rows with history, without anything else that was sent."""
    return {key: state for key, state in states.items() if isinstance(state, int)}


def digests_of(state: RowState) -> Digests:
    """The digests of a row without history; none where something else was sent."""
    return {} if isinstance(state, int) else state
