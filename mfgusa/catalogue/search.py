"""Full-text search that folds accents and case, without any extension.

The rules live in three SQL functions (`search_fold`, `search_document`,
`search_query`), so that the column, the search box and every text filter agree.
"""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Value


class Folded(Func):
    """Text without case, accents and signs: how names are put in order."""

    function = "search_fold"
    output_field = models.TextField()


class Words(Func):
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
            *(F(g) if isinstance(g, str) else Words(*map(F, g)) for g in groups)
        ),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )


class SearchQuery(Func):
    """What a person typed: every word must be there, whole, inflected or begun."""

    function = "search_query"
    output_field = models.TextField()


class Matches(Func):
    """Whether a search column answers a query; served by its GIN index."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()


class Rank(Func):
    """How well a row answers a query; higher is better, from 0 to 1."""

    function = "ts_rank"
    output_field = models.FloatField()


class SearchableQuerySet(models.QuerySet):
    """Rows with a `search` column."""

    def search(self, words):
        return self.filter(Matches(F("search"), SearchQuery(Value(words))))

    def by_relevance(self, words):
        rank = Rank(F("search"), SearchQuery(Value(words)))
        return self.order_by(rank.desc(), *self.model._meta.ordering)
