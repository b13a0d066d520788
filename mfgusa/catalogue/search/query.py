"""One query over all search types, compiled once for each number of words.

Django takes longer to compile a query over so many tables than the database to answer
it, and the SQL differs from search to search in its parameters only. So the query is
compiled with placeholders for the words, which the words replace.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import IntegerField, QuerySet, Value

from mfgusa.catalogue.search.fields import split_words
from mfgusa.catalogue.search.types import Row, SearchType

RESULT_COLUMNS = ("type_index", "place", "pk", "grade", "row_count")
Types = tuple[SearchType, ...]
BuildQueries = Callable[[Types, str], list[QuerySet[Row, Any]]]
Params = list[Any]  # Any: SQL parameters.


class RankedRow(NamedTuple):
    """A row that matches: its type, and its place among `row_count` matches."""

    type_index: int
    place: int
    key: int
    grade: int
    row_count: int


def run_search(types: Types, words: str) -> list[RankedRow]:
    """The best matches of every type, in the order of the types and of their places."""
    rows = _fetch(*_compile_for(_best_matches, types, words))
    return sorted(RankedRow(*row) for row in rows)


def queries_with_results(types: Types, queries: Iterable[str]) -> list[str]:
    """The queries that any row of any type matches, in their order: one SQL query."""
    candidates = [words for words in queries if split_words(words)]
    compiled = [_compile_for(_any_match, types, words) for words in candidates]
    tests = (f"SELECT {n} WHERE EXISTS ({sql})" for n, (sql, _) in enumerate(compiled))
    params = [param for _, own_params in compiled for param in own_params]
    rows = _fetch(" UNION ALL ".join(tests), params)
    return [candidates[index] for index in sorted(index for (index,) in rows)]


def _fetch(sql: str, params: Params) -> list[tuple[Any, ...]]:
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _compile_for(build: BuildQueries, types: Types, words: str) -> tuple[str, Params]:
    """The SQL and its parameters for a search; blank without a word."""
    parts = split_words(words)
    if not parts:
        return "", []
    sql, params = _compile(build, types, len(parts))
    values = dict(zip(_placeholders(len(parts)), parts, strict=True))
    values[" ".join(values)] = words
    return sql, [values.get(param, param) for param in params]


@lru_cache(maxsize=64)
def _compile(build: BuildQueries, types: Types, size: int) -> tuple[str, Params]:
    """The SQL for a number of words, with a placeholder for each among the params."""
    first, *rest = build(types, " ".join(_placeholders(size)))
    union = first.union(*rest, all=True) if rest else first
    sql, params = union.query.sql_with_params()
    return sql, list(params)


def _placeholders(size: int) -> list[str]:
    return [f"«{number}»" for number in range(size)]


def _best_matches(types: Types, words: str) -> list[QuerySet[Row, Any]]:
    return [
        search_type.best(words)
        .annotate(type_index=Value(index, IntegerField()))
        .values_list(*RESULT_COLUMNS)
        for index, search_type in enumerate(types)
    ]


def _any_match(types: Types, words: str) -> list[QuerySet[Row, Any]]:
    return [
        search_type.search(words).order_by().values_list("pk")[:1]
        for search_type in types
    ]
