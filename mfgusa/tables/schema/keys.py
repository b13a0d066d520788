"""The ids behind the keys that cells refer to, asked for many at a time."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from mfgusa.tables.schema.references import KEY_SEPARATOR
from mfgusa.tables.schema.resource import JOINT, resource_for

Model = type[models.Model]
COMPARISONS = 20_000_000  # Guesses are worth a few seconds, not minutes.


class Keys:
    """Ids by key, as references write it; rows still to be created are told by `add`.

    What has been asked for once, found or not, is not asked for again.
    """

    def __init__(self) -> None:
        self.ids: dict[Model, dict[str, int | None]] = {}
        self.names: dict[Model, list[str]] = {}
        self.comparisons = COMPARISONS

    def add(self, model: Model, ids: dict[str, int]) -> None:
        """Rows that will be there; `ids` by their keys."""
        self.ids.setdefault(model, {}).update(ids)

    def load(self, model: Model, texts: Iterable[str]) -> None:
        """Ask for what is not known yet, in one query."""
        known = self.ids.setdefault(model, {})
        if unknown := {text for text in texts if text not in known}:
            found = resource_for(model)().find(map(as_key, unknown))
            ids = {as_text(key): pk for key, pk in found.items()}
            known.update({text: ids.get(text) for text in unknown})

    def id_of(self, model: Model, text: str) -> int | None:
        return self.ids[model].get(text)

    def like(self, model: Model, text: str) -> list[str]:
        """The keys to guess from when a key is unknown; none when that takes long."""
        if model not in self.names:
            there = map(as_text, map(JOINT.join, resource_for(model)().index()))
            coming = (text for text, pk in self.ids[model].items() if pk is not None)
            self.names[model] = sorted({*there, *coming})
        self.comparisons -= len(self.names[model])
        return self.names[model] if self.comparisons > 0 else []


def as_key(text: str) -> str:
    """The key that a reference means, its parts joined as `find` wants them."""
    return text.replace(KEY_SEPARATOR, JOINT)


def as_text(key: str) -> str:
    """A joined key as references, and people, write it."""
    return key.replace(JOINT, KEY_SEPARATOR)


def wanted(readers: Iterable[Any], rows: list[dict[str, str]]) -> dict[Model, set[str]]:
    """Which keys the cells of some rows refer to, by table."""
    texts: dict[Model, set[str]] = {}
    for reader in readers:
        for model, keys in reader.refers_to(rows):
            texts.setdefault(model, set()).update(keys)
    return texts
