"""The ids behind the keys that cells refer to, asked for many at a time."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from mfgusa.tables.schema.references import KEY_SEPARATOR
from mfgusa.tables.schema.resource import KEY_JOINER, resource_for

ModelClass = type[models.Model]
MAX_COMPARISONS = 20_000_000  # Guesses are worth a few seconds, not minutes.


class KeyLookup:
    """Ids by key, as references write it; rows still to be created are told by `add`.

    What has been asked for once, found or not, is not asked for again.
    """

    def __init__(self) -> None:
        self.ids: dict[ModelClass, dict[str, int | None]] = {}
        self.names: dict[ModelClass, list[str]] = {}
        self.comparisons = MAX_COMPARISONS

    def add(self, model: ModelClass, ids: dict[str, int]) -> None:
        """Rows that will be there; `ids` by their keys."""
        self.ids.setdefault(model, {}).update(ids)

    def load(self, model: ModelClass, texts: Iterable[str]) -> None:
        """Ask for what is not known yet, in one query."""
        known = self.ids.setdefault(model, {})
        if unknown := {text for text in texts if text not in known}:
            found = resource_for(model)().find(map(join_key, unknown))
            ids = {format_joined_key(key): pk for key, pk in found.items()}
            known.update({text: ids.get(text) for text in unknown})

    def id_of(self, model: ModelClass, text: str) -> int | None:
        return self.ids[model].get(text)

    def like(self, model: ModelClass, text: str) -> list[str]:
        """The keys to guess from when a key is unknown; none when that takes long."""
        if model not in self.names:
            there = map(
                format_joined_key, map(KEY_JOINER.join, resource_for(model)().index())
            )
            coming = (text for text, pk in self.ids[model].items() if pk is not None)
            self.names[model] = sorted({*there, *coming})
        self.comparisons -= len(self.names[model])
        return self.names[model] if self.comparisons > 0 else []


def join_key(text: str) -> str:
    """The key that a reference means, its parts joined as `find` wants them."""
    return text.replace(KEY_SEPARATOR, KEY_JOINER)


def format_joined_key(key: str) -> str:
    """A joined key as references, and people, write it."""
    return key.replace(KEY_JOINER, KEY_SEPARATOR)


def referenced_keys(
    readers: Iterable[Any], rows: list[dict[str, str]]
) -> dict[ModelClass, set[str]]:
    """Which keys the cells of some rows refer to, by table."""
    texts: dict[ModelClass, set[str]] = {}
    for reader in readers:
        for model, keys in reader.referenced_keys_of(rows):
            texts.setdefault(model, set()).update(keys)
    return texts
