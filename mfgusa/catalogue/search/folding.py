"""How words are compared in Python: the counterparts of the SQL functions.

`fold` is `search_fold` of the migrations. They agree on every letter, digit and sign
except for two sorts: the marks of scripts other than Latin, which are all letters here
and not all there, and white letters on black (🅐), which are letters only there.
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
    """A folded word of a text, and where it is in the text."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents; letters, digits and single spaces only."""
    return re.sub(" +", " ", "".join(map(_fold_letter, text)))


def fold_words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).split()


def tokenize(text: str) -> Iterator[Token]:
    """The words of a text with their positions; accents belong to their letters."""
    letters: list[str] = []
    positions: list[int] = []
    for position, letter in enumerate(text):
        for folded in _fold_letter(letter):
            letters.append(folded)
            positions.append(position)
    ends = [*positions, len(text)]
    for match in re.finditer("[^ ]+", "".join(letters)):
        first, after = match.span()
        end = max(ends[after], positions[after - 1] + 1)  # “½” folds to two words.
        yield Token(match.group(), positions[first], end)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its English ending, as the database's `english` has it."""
    stemmer = snowballstemmer.stemmer("english")  # It has state: do not share it.
    return str(stemmer.stemWord(word))


@lru_cache(maxsize=4_000)
def _fold_letter(letter: str) -> str:
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", letter))
    plain = "".join(map(str.lower, bare)).translate(PLAIN)
    return "".join(part if _is_in_words(part) else " " for part in plain)


def _is_in_words(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nl" or letter in DIGITS
