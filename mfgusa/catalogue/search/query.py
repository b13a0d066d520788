"""One query over all kinds, written out once for each number of words.

Django needs longer to write a query over so many tables than the database to answer
it, and what it writes differs from search to search in its parameters only. So it is
written with marks in place of the words, and they take the places of the marks.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import IntegerField, QuerySet, Value

from mfgusa.catalogue.search.fields import split_words
from mfgusa.catalogue.search.types import SearchType

RESULT_COLUMNS = ("of_kind", "place", "pk", "grade", "found")


class RankedRow(NamedTuple):
    """A row that answers: which kind it is of, and its place among so many found."""

    of_kind: int
    place: int
    key: int
    grade: int
    found: int


def run_search(kinds: tuple[SearchType, ...], words: str) -> list[RankedRow]:
    """The best rows of every kind, in the order of the kinds and of their places."""
    return sorted(RankedRow(*row) for row in _rows(*_filled(_best, kinds, words)))


def queries_with_results(
    kinds: tuple[SearchType, ...], several: Iterable[str]
) -> list[str]:
    """Those of several searches that any row of any kind answers: one query."""
    every = [words for words in several if split_words(words)]
    filled = [_filled(_any, kinds, words) for words in every]
    asked = (f"SELECT {n} WHERE EXISTS ({sql})" for n, (sql, _) in enumerate(filled))
    found = _rows(" UNION ALL ".join(asked), [one for _, own in filled for one in own])
    return [every[place] for place in sorted(place for (place,) in found)]


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _filled(
    query: Any, kinds: tuple[SearchType, ...], words: str
) -> tuple[str, list[Any]]:
    """The query as SQL, with the words in their places; none without a word."""
    parts = split_words(words)
    if not parts:
        return "", []
    sql, marked = _written(query, kinds, len(parts))
    typed = dict(zip(_marks(len(parts)), parts, strict=True))
    typed[" ".join(typed)] = words
    return sql, [typed.get(one, one) for one in marked]


@lru_cache(maxsize=64)
def _written(
    query: Any, kinds: tuple[SearchType, ...], size: int
) -> tuple[str, list[Any]]:
    """The query as SQL, with its parameters, a mark in place of each word."""
    first, *rest = query(kinds, " ".join(_marks(size)))
    every = first.union(*rest, all=True) if rest else first
    sql, parameters = every.query.sql_with_params()
    return sql, list(parameters)


def _marks(size: int) -> list[str]:
    return [f"«{number}»" for number in range(size)]


def _best(kinds: tuple[SearchType, ...], words: str) -> list[QuerySet]:
    return [
        kind.best(words)
        .annotate(of_kind=Value(number, IntegerField()))
        .values_list(*RESULT_COLUMNS)
        for number, kind in enumerate(kinds)
    ]


def _any(kinds: tuple[SearchType, ...], words: str) -> list[QuerySet]:
    return [kind.search(words).order_by().values_list("pk")[:1] for kind in kinds]
