"""Full-text search that folds accents and case, without any extension.

The rules are SQL functions (`search_fold`, `search_document`, `search_query`,
`search_names_query`, `search_exact_query`), so that the column, the search box and
every text filter agree.
"""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

_Row = TypeVar("_Row", bound=models.Model, covariant=True)

IN_TEXT, IN_NAMES, EXACT_NAME = range(3)  # Grades of a match.
MAX_SEARCH_LENGTH = 200  # Characters of a search that are read.
MAX_SEARCH_WORDS = 16
WORD_PART = re.compile(r"[^\W_]+")


class SearchFold(Func):
    """Text without case, accents and punctuation; names are ordered by it."""

    function = "search_fold"
    output_field = models.TextField()


class TextArray(Func):
    """The columns of one weight, as an array of text."""

    template = "ARRAY[%(expressions)s]::text[]"


class SearchDocument(Func):
    """The search vector of a row: names weigh most, then aliases, then text."""

    function = "search_document"
    arity = 3


def search_column(
    *,
    names: Sequence[str] | str,
    aliases: Sequence[str] | str = (),
    text: Sequence[str] | str = (),
) -> models.GeneratedField:
    """A generated search vector; a string names one array column of a weight."""
    return models.GeneratedField(
        expression=SearchDocument(
            *(
                F(columns) if isinstance(columns, str) else TextArray(*map(F, columns))
                for columns in (names, aliases, text)
            )
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )


class SearchQuery(Func):
    """A search as a query: every word has to match, whole, inflected or as prefix."""

    function = "search_query"
    output_field = models.TextField()


class NamesQuery(SearchQuery):
    """A query that matches names and aliases only."""

    function = "search_names_query"


class ExactQuery(SearchQuery):
    """A query that matches a whole name or alias, but for case and accents."""

    function = "search_exact_query"


class Matches(Func):
    """Whether a search column matches a query; its GIN index serves it."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()


class IsAnyOf(Func):
    """Whether a key is among the primary keys of some rows.

    PostgreSQL reads the rows first and looks their keys up in an index; beside an OR
    it cannot do this for a subquery after IN.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, key: F, rows: models.QuerySet[models.Model]) -> None:
        super().__init__(key, ArraySubquery(rows.order_by().values("pk")))


class Rank(Func):
    """How well a row matches a query, from 0 to 1; higher is better."""

    function = "ts_rank"
    output_field = models.FloatField()


def match_grade(words: str) -> Case:
    """The grade of a match: a whole name, all words in names, or else in the text."""
    return Case(
        When(Matches(F("search"), ExactQuery(Value(words))), EXACT_NAME),
        When(Matches(F("search"), NamesQuery(Value(words))), IN_NAMES),
        default=IN_TEXT,
    )


class SearchableQuerySet(models.QuerySet[_Row]):
    """Rows with a `search` column.

    `search_related` holds the paths to other searchable rows whose names and aliases
    find a row too: the books of an author by the author's name.
    """

    search_related: ClassVar[tuple[str, ...]] = ()

    def search(self, words: str) -> Self:
        """The rows that have every word in themselves, or in names of related rows."""
        parts = split_words(words) or [words]
        return self.filter(*(self._has_word(part) for part in parts))

    def _has_word(self, word: str) -> Q:
        """The condition that a row, or the name of a related row, has one word."""
        related = (self._related_name(path, word) for path in self.search_related)
        return reduce(or_, related, Q(Matches(F("search"), SearchQuery(Value(word)))))

    def _related_name(self, path: str, word: str) -> Q:
        """The condition that a row at the end of `path` has the word in its names."""
        field: Any = self.model._meta.get_field(path)  # Any: a foreign key or M2M.
        model: type[models.Model] = field.related_model
        related: SearchableQuerySet[models.Model] = SearchableQuerySet(model)
        related = related.by_name(word)
        if not field.many_to_many:
            return Q(IsAnyOf(F(path), related))
        rows = self.model._base_manager.filter(**{f"{path}__in": related.values("pk")})
        return Q(IsAnyOf(F("pk"), rows))

    def by_name(self, words: str) -> Self:
        """The rows that have every word in their names or aliases."""
        return self.filter(Matches(F("search"), NamesQuery(Value(words))))

    def by_exact_name(self, name: str) -> Self:
        """The rows that have this name or alias, but for case and accents."""
        return self.filter(Matches(F("search"), ExactQuery(Value(name))))

    def by_relevance(self, words: str) -> Self:
        """The best matches first: by grade, by rank, then in the model's order."""
        ordering = self.model._meta.ordering or ()
        return self.graded(words).order_by("-grade", "-rank", *ordering)

    def graded(self, words: str) -> Self:
        """With the aliases `grade` and `rank` (within a grade) of each match."""
        rank = Rank(F("search"), SearchQuery(Value(words)))
        return self.alias(grade=match_grade(words), rank=rank)


def split_words(words: str) -> list[str]:
    """The words of a search; punctuation by itself is not a word."""
    kept: list[str] = []
    part_count = 0  # A word such as “state-of-the-art” is looked up part by part.
    for word in words[:MAX_SEARCH_LENGTH].split():
        part_count += len(WORD_PART.findall(word))
        if part_count > MAX_SEARCH_WORDS and kept:
            break
        kept += [word] if WORD_PART.search(word) else []
    return kept
