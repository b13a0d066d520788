"""The words of all names, and what a reader may have meant by an unknown one."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice, product

from django.db.models import Model
from rapidfuzz import fuzz, process

from mfgusa.catalogue.search.columns import ALIASES, NAMES, search_columns
from mfgusa.catalogue.search.folding import stem, tokenize
from mfgusa.catalogue.search.highlight import ParsedQuery
from mfgusa.catalogue.search.query import queries_with_results
from mfgusa.catalogue.search.types import SearchType
from mfgusa.text import similarity

MIN_LENGTH = 3  # Letters of a word that is offered as a guess.
MIN_SIMILARITY = 70  # Of a guess, out of 100.
MAX_GUESSES = 3  # For one word.
MAX_TRIED, MAX_OFFERED = 6, 3  # Whole queries that are run, and offered.


class Lexicon:
    """Every word of the names and aliases of some search types."""

    def __init__(self, types: Iterable[SearchType]) -> None:
        self.spellings: dict[str, str] = {}  # By folded word, as first written.
        for text in _names(types):
            for word, start, end in tokenize(text):
                self.spellings.setdefault(word, text[start:end])
        self.sorted = sorted(self.spellings)
        self.guesses = [word for word in self.sorted if len(word) >= MIN_LENGTH]

    def has_prefix(self, prefix: str) -> bool:
        """Whether a name has a word that starts with the prefix."""
        index = bisect_left(self.sorted, prefix)
        return index < len(self.sorted) and self.sorted[index].startswith(prefix)

    def nearest(self, word: str) -> list[str]:
        """The words most like the given one that are no other form of it."""
        matches = process.extract(
            word, self.guesses, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY, limit=20
        )
        guesses = [(g, score) for g, score, _index in matches if stem(g) != stem(word)]
        guesses.sort(
            key=lambda guess: (-guess[1], -similarity(word, guess[0]), guess[0])
        )
        return [self.spellings[guess] for guess, _score in guesses[:MAX_GUESSES]]


def _names(types: Iterable[SearchType]) -> Iterator[str]:
    for search_type in types:
        model: type[Model] = search_type.rows.model
        columns = search_columns(model, NAMES, ALIASES)
        names = (column.name for column in columns)
        for row in search_type.rows.order_by().values_list(*names):
            for value in row:
                yield from value if isinstance(value, list) else [value]


def suggestions(
    types: tuple[SearchType, ...], query: ParsedQuery, lexicon: Lexicon
) -> list[str]:
    """Whole queries near the given one that have results."""
    unknown = [word for word in query.words if not lexicon.has_prefix(word)]
    with_results = queries_with_results(types, unknown)
    unknown = [word for word in unknown if word not in with_results]
    alternatives = [
        lexicon.nearest(word)
        if word in unknown
        else [lexicon.spellings.get(word, word)]
        for word in query.words
    ]
    queries = [" ".join(words) for words in islice(product(*alternatives), MAX_TRIED)]
    return queries_with_results(types, queries)[:MAX_OFFERED] if unknown else []
