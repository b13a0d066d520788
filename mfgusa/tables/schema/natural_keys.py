"""The ids of the rows that cells refer to by natural key, looked up in bulk."""

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from django.db import models

from mfgusa.tables.schema.references import KEY_SEPARATOR
from mfgusa.tables.schema.resource import KEY_JOINER, resource_for
from mfgusa.text import closest_match

ModelClass = type[models.Model]
MAX_GUESSES = 200  # Wrong keys for which the likely one is searched.
MAX_COMPARISONS = 500_000  # Of wrong keys with known ones: about a second.


class ReferenceSource(Protocol):
    """Anything that finds references to other rows in the cells of some rows."""

    def referenced_keys(
        self, rows: list[dict[str, str]]
    ) -> Iterable[tuple[ModelClass, Iterable[str]]]:
        """The keys in the cells, by model."""


@runtime_checkable
class NamedRows(Protocol):
    """A QuerySet of rows that have names, and perhaps aliases."""

    def by_exact_name(self, name: str) -> models.QuerySet[Any]:
        """The rows that have this name or alias."""


class KeyLookup:
    """Ids by model and key, the key as references write it.

    Each key is looked up once, whether or not a row has it. `add` announces rows that
    do not exist yet.
    """

    def __init__(self) -> None:
        self.ids: dict[ModelClass, dict[str, int | None]] = {}
        self.keys: dict[ModelClass, list[str]] = {}
        self.guesses: dict[tuple[ModelClass, str], str] = {}
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

    def guess(self, model: ModelClass, text: str) -> str:
        """The key that a wrong one most likely stands for; blank if there is none.

        A text is searched once. After many texts none is searched any more, since
        nobody reads so many guesses.
        """
        place = (model, text)
        if place not in self.guesses and len(self.guesses) < MAX_GUESSES:
            self.guesses[place] = key_by_name(model, text) or self._closest(model, text)
        return self.guesses.get(place, "")

    def _closest(self, model: ModelClass, text: str) -> str:
        """The known key most like a text; blank when a search would take long."""
        if model not in self.keys:
            ids_by_key = resource_for(model)().ids_by_key()
            stored = map(format_joined_key, map(KEY_JOINER.join, ids_by_key))
            coming = (text for text, pk in self.ids[model].items() if pk is not None)
            self.keys[model] = sorted({*stored, *coming})
        self.comparisons_left -= len(self.keys[model])
        if self.comparisons_left < 0:
            return ""
        return closest_match(text, self.keys[model])


def key_by_name(model: ModelClass, name: str) -> str:
    """The key of the only row with this name or alias; blank if there is none."""
    rows = model._default_manager.all()
    if not isinstance(rows, NamedRows):
        return ""
    keys = list(resource_for(model)().ids_by_key(rows.by_exact_name(name)))
    return format_joined_key(KEY_JOINER.join(keys[0])) if len(keys) == 1 else ""


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
