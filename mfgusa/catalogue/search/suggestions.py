"""The words of all names, and what a person may have meant by one that is not."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice, product

from rapidfuzz import fuzz, process

from mfgusa.catalogue.search.columns import ALIASES, NAMES, search_columns
from mfgusa.catalogue.search.folding import stem, tokenize
from mfgusa.catalogue.search.highlight import ParsedQuery
from mfgusa.catalogue.search.query import queries_with_results
from mfgusa.catalogue.search.types import SearchType
from mfgusa.text import alike

SHORTEST = 3  # Letters of a word that is worth a guess.
NEAR = 70  # How alike a guess must be, of 100.
GUESSES, TRIED, OFFERED = 3, 6, 3  # Per word; whole queries asked for and offered.


class Lexicon:
    """Every word of the names and aliases of some kinds, as first written."""

    def __init__(self, kinds: Iterable[SearchType]) -> None:
        self.written: dict[str, str] = {}
        for text in _names(kinds):
            for word, start, end in tokenize(text):
                self.written.setdefault(word, text[start:end])
        self.sorted = sorted(self.written)
        self.guesses = [word for word in self.sorted if len(word) >= SHORTEST]

    def holds(self, typed: str) -> bool:
        """Whether a name has a word that begins so."""
        place = bisect_left(self.sorted, typed)
        return place < len(self.sorted) and self.sorted[place].startswith(typed)

    def nearest(self, typed: str) -> list[str]:
        """Words that are most like the typed one, and are no form of it."""
        found = process.extract(
            typed, self.guesses, scorer=fuzz.ratio, score_cutoff=NEAR, limit=20
        )
        others = [one for one in found if stem(one[0]) != stem(typed)]
        others.sort(key=lambda one: (-one[1], -alike(typed, one[0]), one[0]))
        return [self.written[word] for word, _score, _place in others[:GUESSES]]


def _names(kinds: Iterable[SearchType]) -> Iterator[str]:
    for kind in kinds:
        columns = search_columns(kind.rows.model, NAMES, ALIASES)
        for row in kind.rows.order_by().values_list(*(one.name for one in columns)):
            for value in row:
                yield from value if isinstance(value, list) else [value]


def suggestions(
    kinds: tuple[SearchType, ...], typed: ParsedQuery, known: Lexicon
) -> list[str]:
    """Whole queries near what was typed that do find something."""
    unknown = [word for word in typed.words if not known.holds(word)]
    found = queries_with_results(kinds, unknown)
    unknown = [word for word in unknown if word not in found]
    ways = [
        known.nearest(word) if word in unknown else [known.written.get(word, word)]
        for word in typed.words
    ]
    queries = [" ".join(words) for words in islice(product(*ways), TRIED)]
    return queries_with_results(kinds, queries)[:OFFERED] if unknown else []
