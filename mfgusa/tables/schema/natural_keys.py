"""The ids of the rows that cells refer to by natural key, looked up in bulk."""

from collections.abc import Iterable
from typing import Protocol

from django.db import models

from mfgusa.tables.schema.references import KEY_SEPARATOR
from mfgusa.tables.schema.resource import KEY_JOINER, resource_for

ModelClass = type[models.Model]
MAX_COMPARISONS = 20_000_000  # A few seconds of searching for the nearest keys.


class ReferenceSource(Protocol):
    """Anything that finds references to other rows in the cells of some rows."""

    def referenced_keys(
        self, rows: list[dict[str, str]]
    ) -> Iterable[tuple[ModelClass, Iterable[str]]]:
        """The keys in the cells, by model."""


class KeyLookup:
    """Ids by model and key, the key as references write it.

    Each key is looked up once, whether or not a row has it. `add` announces rows that
    do not exist yet.
    """

    def __init__(self) -> None:
        self.ids: dict[ModelClass, dict[str, int | None]] = {}
        self.keys: dict[ModelClass, list[str]] = {}
        self.comparisons_left = MAX_COMPARISONS

    def add(self, model: ModelClass, ids: dict[str, int]) -> None:
        """Add the ids of rows that will exist, by key."""
        self.ids.setdefault(model, {}).update(ids)

    def load(self, model: ModelClass, texts: Iterable[str]) -> None:
        """Look up the keys that are not known yet, in one query."""
        known = self.ids.setdefault(model, {})
        if missing := {text for text in texts if text not in known}:
            rows = resource_for(model)().find_ids(map(join_key, missing))
            ids = {format_joined_key(key): pk for key, pk in rows.items()}
            known.update({text: ids.get(text) for text in missing})

    def get_id(self, model: ModelClass, text: str) -> int | None:
        """The id of the row with a loaded key; None when there is no such row."""
        return self.ids[model].get(text)

    def known_keys(self, model: ModelClass) -> list[str]:
        """The keys to search for the nearest one; none when that would take long."""
        if model not in self.keys:
            ids_by_key = resource_for(model)().ids_by_key()
            stored = map(format_joined_key, map(KEY_JOINER.join, ids_by_key))
            coming = (text for text, pk in self.ids[model].items() if pk is not None)
            self.keys[model] = sorted({*stored, *coming})
        self.comparisons_left -= len(self.keys[model])
        return self.keys[model] if self.comparisons_left > 0 else []


def join_key(text: str) -> str:
    """The text of a reference as a key joined for `TableResource.find_ids`."""
    return text.replace(KEY_SEPARATOR, KEY_JOINER)


def format_joined_key(key: str) -> str:
    """A joined key as references, and people, write it."""
    return key.replace(KEY_JOINER, KEY_SEPARATOR)


def referenced_keys(
    sources: Iterable[ReferenceSource], rows: list[dict[str, str]]
) -> dict[ModelClass, set[str]]:
    """The keys that the cells of some rows refer to, by model."""
    keys_by_model: dict[ModelClass, set[str]] = {}
    for source in sources:
        for model, keys in source.referenced_keys(rows):
            keys_by_model.setdefault(model, set()).update(keys)
    return keys_by_model
