"""How words are compared, in Python: the twins of what the database does.

`fold` is `search_fold` of the migrations. They agree on every letter, digit and sign
but two sorts: the marks of scripts other than Latin, which are all letters here and not
all there, and white letters on black (🅐), which are letters only there.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

ACCENTS = re.compile("[\u0300-\u036f]")
PLAIN = str.maketrans(
    dict(zip("łøđıŧħ", "lodith", strict=True)) | {"ß": "ss", "æ": "ae", "œ": "oe"}
)
DIGITS = "0123456789"


class Token(NamedTuple):
    """A word of a text, folded, and where it stands in the text."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, no accents, letters and digits only."""
    return re.sub(" +", " ", "".join(map(_fold_letter, text)))


def fold_words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).split()


def tokenize(text: str) -> Iterator[Token]:
    """The words of a text, each with its place; accents belong to their letters."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for one in _fold_letter(letter):
            letters.append(one)
            places.append(place)
    ends = [*places, len(text)]
    for found in re.finditer("[^ ]+", "".join(letters)):
        first, after = found.span()
        end = max(ends[after], places[after - 1] + 1)  # “½” folds to two words.
        yield Token(found.group(), places[first], end)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its English ending, as the database's `english` has it."""
    return snowballstemmer.stemmer("english").stemWord(
        word
    )  # It keeps state: no share.


@lru_cache(maxsize=4_000)
def _fold_letter(letter: str) -> str:
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", letter))
    plain = "".join(map(str.lower, bare)).translate(PLAIN)
    return "".join(one if _is_in_words(one) else " " for one in plain)


def _is_in_words(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] in "LM" or kind == "Nl" or letter in DIGITS
