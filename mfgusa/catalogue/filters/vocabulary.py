"""The values that a facet may have, and how a person finds one among many."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext as _

from mfgusa.catalogue.search.fields import SearchableQuerySet, split_words

NOT_RECORDED = "not-recorded"
RECORDED = "recorded"


@dataclass
class Option:
    """One value of a facet, as the page shows it."""

    value: str
    label: str
    parent: str = ""
    count: int = 0
    is_chosen: bool = False
    is_excluded: bool = False
    children: list["Option"] = field(default_factory=list)

    @property
    def is_selected(self) -> bool:
        """Whether someone chose it, as a value to have or not to have."""
        return self.is_chosen or self.is_excluded

    @property
    def is_visible(self) -> bool:
        """Values that find nothing are left out, unless someone chose them."""
        return bool(self.count or self.is_selected)


_request_memo: ContextVar[dict[Any, Any] | None] = ContextVar("asked", default=None)


@contextmanager
def request_cache() -> Iterator[None]:
    """Meanwhile each vocabulary, and all else asked `once`, is asked once."""
    before = _request_memo.set({})
    try:
        yield
    finally:
        _request_memo.reset(before)


def memoize(key: Any, ask: Callable[[], Any]) -> Any:
    """What `ask` tells; asked once a request at most, under a key."""
    known = _request_memo.get()
    if known is None:
        return ask()
    if key not in known:
        known[key] = ask()
    return known[key]


class Vocabulary:
    """Every value there is, with its words; asked once a request at most.

    All filters that are declared with it share it.
    """

    def __init__(self, ask: Callable[[], Iterable[Option]]) -> None:
        self.ask = ask

    def __call__(self) -> list[Option]:
        return memoize(self, lambda: list(self.ask()))

    def find(self, words: str) -> set[str]:
        """The values whose words hold every word typed, whole or in part."""
        typed = [word.casefold() for word in split_words(words)]
        return {
            option.value
            for option in self()
            if all(word in option.label.casefold() for word in typed)
        }

    def __deepcopy__(self, _memo: Any) -> "Vocabulary":
        """Itself: it keeps nothing, while each request has filters of its own."""
        return self


class TableVocabulary(Vocabulary):
    """A vocabulary that a table holds; found by names and aliases, as in a search."""

    def __init__(self, rows: Any, value: str, label: str, parent: str = "") -> None:
        super().__init__(self._options)
        self.rows, self.names = rows, [value, label, *([parent] if parent else [])]

    def _options(self) -> list[Option]:
        rows = self.rows.all().values_list(*self.names)
        return [Option(row[0], row[1], (row[2:] or [""])[0] or "") for row in rows]

    def find(self, words: str) -> set[str]:
        found = self.rows.by_name(words).order_by()
        return set(found.values_list(self.names[0], flat=True))


def choices_vocabulary(choices: Any) -> Vocabulary:
    """The vocabulary of a field with choices."""
    return Vocabulary(lambda: [Option(v, str(label)) for v, label in choices.choices])


def table_vocabulary(
    queryset: SearchableQuerySet, value: str, label: str, parent: str = ""
) -> Vocabulary:
    """The vocabulary that a table holds, in the table's order; one query."""
    return TableVocabulary(queryset, value, label, parent)


def column_vocabulary(queryset: models.QuerySet, name: str) -> Vocabulary:
    """The different values that a column of text holds; one query."""

    def ask() -> list[Option]:
        values = queryset.exclude(**{name: ""}).order_by(name).values_list(name)
        return [Option(value, value) for (value,) in values.distinct()]

    return Vocabulary(ask)


STEPS = """
    WITH RECURSIVE step (value) AS (
      (SELECT {name} FROM {table} WHERE {name} > '' ORDER BY {name} LIMIT 1)
      UNION ALL
      SELECT (SELECT {name} FROM {table} WHERE {name} > value ORDER BY {name} LIMIT 1)
      FROM step WHERE value IS NOT NULL
    ) SELECT value FROM step WHERE value IS NOT NULL
"""


def indexed_column_vocabulary(model: type[models.Model], name: str) -> Vocabulary:
    """The same of a column with an index, stepping from value to value."""
    sql = STEPS.format(name=name, table=model._meta.db_table)

    def ask() -> list[Option]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [Option(value, value) for (value,) in cursor.fetchall()]

    return Vocabulary(ask)


def presence_vocabulary() -> Vocabulary:
    """That something is recorded; that it is not is a value of every facet."""
    return Vocabulary(lambda: [Option(RECORDED, _("Recorded"))])


def number_vocabulary(first: int, last: int) -> Vocabulary:
    """Every whole number of a range."""
    return Vocabulary(lambda: [Option(str(n), str(n)) for n in range(first, last + 1)])


def nest_options(options: Iterable[Option]) -> list[Option]:
    """Children under their parents; a level of its own for each."""
    by_value = {option.value: option for option in options}
    for option in by_value.values():
        if option.parent in by_value:
            by_value[option.parent].children.append(option)
    return [option for option in by_value.values() if option.parent not in by_value]
