"""Full-text search that folds accents and case, without any extension.

The rules live in SQL functions (`search_fold`, `search_document`, `search_query`,
`search_names_query`, `search_exact_query`), so that the column, the search box and
every text filter agree.
"""

import re
from functools import reduce
from operator import or_
from typing import ClassVar, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

_Row = TypeVar("_Row", bound=models.Model, covariant=True)

IN_TEXT, IN_NAMES, EXACT_NAME = range(3)  # How well a row answers.
MAX_SEARCH_LENGTH, MAX_SEARCH_WORDS = (
    200,
    16,
)  # Letters and words of a search that are read.
PART = re.compile(r"[^\W_]+")


class SearchFold(Func):
    """Text without case, accents and signs: how names are put in order."""

    function = "search_fold"
    output_field = models.TextField()


class TextArray(Func):
    """The columns of one weight, as an array of text."""

    template = "ARRAY[%(expressions)s]::text[]"


class SearchDocument(Func):
    """What of a row can be found: names weigh most, then aliases, then text."""

    function = "search_document"
    arity = 3


def search_column(*, names, aliases=(), text=()):
    """A generated column over the named columns; `aliases` may be one array column."""
    groups = [names, aliases, text]
    return models.GeneratedField(
        expression=SearchDocument(
            *(F(g) if isinstance(g, str) else TextArray(*map(F, g)) for g in groups)
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )


class SearchQuery(Func):
    """What a person typed: every word must be there, whole, inflected or begun."""

    function = "search_query"
    output_field = models.TextField()


class NamesQuery(SearchQuery):
    """As SearchQuery, but only names and aliases count."""

    function = "search_names_query"


class ExactQuery(SearchQuery):
    """What was typed is a name or alias, but for case, accents and signs."""

    function = "search_exact_query"


class Matches(Func):
    """Whether a search column answers a query; served by its GIN index."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()


class IsAnyOf(Func):
    """Whether a key is among those of some rows.

    The rows are read first and their keys looked up in an index: beside an OR that
    cannot be done for a subquery after IN.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, key, rows):
        super().__init__(key, ArraySubquery(rows.order_by().values("pk")))


class Rank(Func):
    """How well a row answers a query; higher is better, from 0 to 1."""

    function = "ts_rank"
    output_field = models.FloatField()


def match_grade(words):
    """Named so, or all words in names, or in the text or what the row names."""
    return Case(
        When(Matches(F("search"), ExactQuery(Value(words))), EXACT_NAME),
        When(Matches(F("search"), NamesQuery(Value(words))), IN_NAMES),
        default=IN_TEXT,
    )


class SearchableQuerySet(models.QuerySet[_Row]):
    """Rows with a `search` column.

    `named` holds the paths to other searchable rows whose names, former names and
    aliases find a row too: the projects of an institute by the institute's acronym.
    """

    search_related: ClassVar[tuple[str, ...]] = ()

    def search(self, words):
        """Every word is in the row itself, or in a name of what it names."""
        each = split_words(words) or [words]
        return self.filter(*(self._with(word) for word in each))

    def _with(self, word):
        """Whether a row has one word."""
        through = (self._names(path, word) for path in self.search_related)
        return reduce(or_, through, Q(Matches(F("search"), SearchQuery(Value(word)))))

    def _names(self, path, word):
        """Whether something that `path` leads to has the word in its names."""
        field = self.model._meta.get_field(path)
        named = SearchableQuerySet(field.related_model).by_name(word)
        if not field.many_to_many:
            return Q(IsAnyOf(F(path), named))
        rows = self.model._base_manager.filter(**{f"{path}__in": named.values("pk")})
        return Q(IsAnyOf(F("pk"), rows))

    def by_name(self, words):
        """Every word is in the row's own names, former names or aliases."""
        return self.filter(Matches(F("search"), NamesQuery(Value(words))))

    def by_relevance(self, words):
        """Those that answer best first: by grade, then by rank, then as ever."""
        graded = self.graded(words)
        return graded.order_by("-grade", "-rank", *self.model._meta.ordering)

    def graded(self, words):
        """With how well each answers: its `grade`, and within a grade its `rank`."""
        rank = Rank(F("search"), SearchQuery(Value(words)))
        return self.alias(grade=match_grade(words), rank=rank)


def split_words(words: str) -> list[str]:
    """What was typed, word by word; signs alone are no words."""
    kept: list[str] = []
    parts = 0  # A word such as “state-of-the-art” is looked up part by part.
    for one in words[:MAX_SEARCH_LENGTH].split():
        parts += len(PART.findall(one))
        if parts > MAX_SEARCH_WORDS and kept:
            break
        kept += [one] if PART.search(one) else []
    return kept
