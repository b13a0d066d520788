"""The values that a facet may have, and how a reader finds one among many."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, models
from django.utils.translation import gettext as _

from mfgusa.catalogue.cache.memo import TableMemo
from mfgusa.catalogue.filters.errors import invalid_search_texts
from mfgusa.catalogue.search.fields import SearchableQuerySet, split_words
from mfgusa.catalogue.search.folding import fold
from mfgusa.text import closest_match

NOT_RECORDED = "not-recorded"
RECORDED = "recorded"
WORDS_FOR_NO_VALUE = {"none", "unknown", "n/a", "null", "missing", "not recorded"}
MAX_PER_WORD = 3  # Words of a label for each that was typed: department of energy.
LEAST_BEGINNING = 4  # Letters with which a longer word begins.
T = TypeVar("T")


@dataclass
class Option:
    """One value of a facet, as a page shows it."""

    value: str
    label: str
    parent: str = ""  # The value of the option above it, if any.
    count: int = 0
    is_chosen: bool = False
    is_excluded: bool = False
    children: list["Option"] = field(default_factory=list)

    @property
    def is_selected(self) -> bool:
        """Whether the value is chosen or excluded."""
        return self.is_chosen or self.is_excluded


# Any: the values have as many types as there are callers of `memoize`.
_request_memo: ContextVar[dict[Hashable, Any] | None] = ContextVar(
    "request_memo", default=None
)


@contextmanager
def request_cache() -> Iterator[None]:
    """Compute each vocabulary, and whatever uses `memoize`, once within the block."""
    token = _request_memo.set({})
    try:
        yield
    finally:
        _request_memo.reset(token)


def memoize(key: Hashable, compute: Callable[[], T]) -> T:
    """The result of `compute`, which runs once for each key in a `request_cache`."""
    memo = _request_memo.get()
    if memo is None:
        return compute()
    if key not in memo:
        memo[key] = compute()
    value: T = memo[key]
    return value


def _shortened(word: str, names: Mapping[str, str]) -> str:
    """The value of the longest name with which a word begins: southern, south."""
    names = {
        name: value for name, value in names.items() if len(name) >= LEAST_BEGINNING
    }
    begun = [name for name in names if word.isalpha() and word.startswith(name)]
    return names[max(begun, key=len)] if begun else ""


def is_searchable(text: str) -> bool:
    """Whether a text has words that a search accepts."""
    return bool(split_words(text)) and not list(invalid_search_texts({"": text}))


class Vocabulary:
    """Every value of a facet with its label; `load` runs at most once a request.

    What is loaded from tables is kept until they are written.

    All filters that are declared with a vocabulary share it.
    """

    def __init__(self, load: Callable[[], Iterable[Option]]) -> None:
        self.load = load

    def __call__(self) -> list[Option]:
        return memoize(self, lambda: list(self.load()))

    def find(self, words: str) -> set[str]:
        """The values whose labels contain every word, whole or in part."""
        parts = [word.casefold() for word in split_words(words)]
        return {
            option.value
            for option in self()
            if all(part in option.label.casefold() for part in parts)
        }

    def closest(self, word: str, further: Iterable[Option] = ()) -> str:
        """The value that a word most likely stands for; blank if there is none.

        The word may be a value or a label in another case or without accents, an alias
        of one row, words of a label, a word for no value, misspelt, or a longer form.
        """
        options = [*self(), *further]
        names = {option.label: option.value for option in options}
        names |= {option.value: option.value for option in options}
        folded = {fold(name): value for name, value in names.items()}
        if fold(word) in folded:
            return folded[fold(word)]
        if word.strip().casefold() in WORDS_FOR_NO_VALUE:
            return names.get(NOT_RECORDED, "")
        return (
            self._named_best(word)
            or names.get(closest_match(word, names))
            or _shortened(fold(word), folded)
        )

    def _named_best(self, word: str) -> str:
        """The only value that a text names, or the only one with a short label."""
        named = self.named(word) if is_searchable(word) else set()
        if len(named) > 1:
            words = split_words(fold(word))
            named = {
                option.value
                for option in self()
                if option.value in named
                and len(split_words(option.label)) <= MAX_PER_WORD * len(words)
                and set(words) <= {*split_words(fold(option.label))}
            }
        return named.pop() if len(named) == 1 else ""

    def named(self, text: str) -> set[str]:
        """The values in whose labels words start with those of a text."""
        parts = split_words(fold(text))
        return {
            option.value
            for option in self()
            if all(
                any(word.startswith(part) for word in split_words(fold(option.label)))
                for part in parts
            )
        }

    def __deepcopy__(self, _memo: dict[int, object]) -> "Vocabulary":
        """The vocabulary itself: it has no state, and filters are copied a lot."""
        return self


class TableVocabulary(Vocabulary):
    """The values in a table; `find` searches names and aliases."""

    def __init__(
        self,
        rows: SearchableQuerySet[models.Model],
        value: str,
        label: str,
        parent: str = "",
    ) -> None:
        super().__init__(TableMemo(self._load_options).get)
        self.rows = rows
        self.columns = [value, label, *([parent] if parent else [])]

    def _load_options(self) -> list[Option]:
        rows = self.rows.all().values_list(*self.columns)
        return [Option(row[0], row[1], (row[2:] or [""])[0] or "") for row in rows]

    def named(self, text: str) -> set[str]:
        """The values of the rows whose names or aliases have the words of a text."""
        return self.find(text)

    def find(self, words: str) -> set[str]:
        """The values of the rows that have every word in their names or aliases."""
        rows = self.rows.by_name(words).order_by()
        return set(rows.values_list(self.columns[0], flat=True))


def choices_vocabulary(choices: type[models.TextChoices]) -> Vocabulary:
    """The vocabulary of a field with choices."""
    return Vocabulary(
        lambda: [Option(value, str(label)) for value, label in choices.choices]
    )


def table_vocabulary(
    queryset: SearchableQuerySet[models.Model], value: str, label: str, parent: str = ""
) -> Vocabulary:
    """The values in a table, in the order of the queryset; one query."""
    return TableVocabulary(queryset, value, label, parent)


def column_vocabulary(queryset: models.QuerySet[models.Model], name: str) -> Vocabulary:
    """The distinct values of a text column; one query."""

    def load() -> list[Option]:
        rows = queryset.exclude(**{name: ""}).order_by(name)
        values = rows.values_list(name, flat=True).distinct()
        return [Option(value, value) for value in values]

    return Vocabulary(TableMemo(load).get)


STEPS = """
    WITH RECURSIVE step (value) AS (
      (SELECT {name} FROM {table} WHERE {name} > '' ORDER BY {name} LIMIT 1)
      UNION ALL
      SELECT (SELECT {name} FROM {table} WHERE {name} > value ORDER BY {name} LIMIT 1)
      FROM step WHERE value IS NOT NULL
    ) SELECT value FROM step WHERE value IS NOT NULL
"""


def indexed_column_vocabulary(model: type[models.Model], name: str) -> Vocabulary:
    """The distinct values of a text column with an index, by a loose index scan."""
    sql = STEPS.format(name=name, table=model._meta.db_table)

    def load() -> list[Option]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [Option(value, value) for (value,) in cursor.fetchall()]

    return Vocabulary(TableMemo(load).get)


def presence_vocabulary() -> Vocabulary:
    """The one value “recorded”; “not recorded” is a value of every facet."""
    return Vocabulary(lambda: [Option(RECORDED, _("Recorded"))])


def number_vocabulary(first: int, last: int) -> Vocabulary:
    """Every whole number from `first` to `last`."""
    options = [Option(str(n), str(n)) for n in range(first, last + 1)]
    return Vocabulary(lambda: options)


def nest_options(options: Iterable[Option]) -> list[Option]:
    """The options of the top level, each with the options below it."""
    by_value = {option.value: option for option in options}
    for option in by_value.values():
        if option.parent in by_value:
            by_value[option.parent].children.append(option)
    return [option for option in by_value.values() if option.parent not in by_value]
