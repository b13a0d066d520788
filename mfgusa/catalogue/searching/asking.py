"""One query over all kinds, written out once for each number of words.

Django needs longer to write a query over so many tables than the database to answer
it, and what it writes differs from search to search in its parameters only. So it is
written with marks in place of the words, and they take the places of the marks.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import IntegerField, QuerySet, Value

from mfgusa.catalogue.search import split
from mfgusa.catalogue.searching.kinds import Kind

ANSWER = ("of_kind", "place", "pk", "grade", "found")


class Answer(NamedTuple):
    """A row that answers: which kind it is of, and its place among so many found."""

    of_kind: int
    place: int
    key: int
    grade: int
    found: int


def ask(kinds: tuple[Kind, ...], words: str) -> list[Answer]:
    """The best rows of every kind, in the order of the kinds and of their places."""
    return sorted(Answer(*row) for row in _rows(_best, kinds, words))


def finds(kinds: tuple[Kind, ...], words: str) -> bool:
    """Whether any row of any kind answers."""
    return bool(_rows(_any, kinds, words))


def _rows(query: Any, kinds: tuple[Kind, ...], words: str) -> list[tuple[Any, ...]]:
    parts = split(words)
    if not parts:
        return []
    sql, marked = _written(query, kinds, len(parts))
    typed = dict(zip(_marks(len(parts)), parts, strict=True))
    typed[" ".join(typed)] = words
    with connection.cursor() as cursor:
        cursor.execute(sql, [typed.get(one, one) for one in marked])
        return cursor.fetchall()


@lru_cache(maxsize=64)
def _written(query: Any, kinds: tuple[Kind, ...], size: int) -> tuple[str, list[Any]]:
    """The query as SQL, with its parameters, a mark in place of each word."""
    first, *rest = query(kinds, " ".join(_marks(size)))
    every = first.union(*rest, all=True) if rest else first
    sql, parameters = every.query.sql_with_params()
    return sql, list(parameters)


def _marks(size: int) -> list[str]:
    return [f"«{number}»" for number in range(size)]


def _best(kinds: tuple[Kind, ...], words: str) -> list[QuerySet]:
    return [
        kind.best(words)
        .annotate(of_kind=Value(number, IntegerField()))
        .values_list(*ANSWER)
        for number, kind in enumerate(kinds)
    ]


def _any(kinds: tuple[Kind, ...], words: str) -> list[QuerySet]:
    return [kind.search(words).order_by().values_list("pk")[:1] for kind in kinds]
