"""What somebody may have meant by a text, and what a message repeats of it."""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Jaro

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHORT_LENGTH = 100  # Letters of a refused value that a message repeats.
MAX_DIGITS = 18  # Of an id.
DIGITS_FOR_LETTERS = str.maketrans("01", "ol")


def parse_id(text: str) -> int | None:
    """The id that a text holds, if it holds one."""
    is_id = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if is_id else None


def closest_match(word: str, choices: Iterable[str]) -> str:
    """The choice most like `word`, whatever case and accents; empty if none is."""
    matches = process.extract(
        word,
        list(choices),
        scorer=fuzz.ratio,
        processor=_fold,
        score_cutoff=50,
        limit=20,
    )
    best = max(matches, key=lambda m: (m[1], similarity(word, m[0])), default=[""])
    return str(best[0])


def _fold(text: str) -> str:
    """A text in lower case and without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def similarity(word: str, choice: str) -> float:
    """How alike words are letter by letter; 0 and 1 count as o and l."""
    return Jaro.similarity(word.lower().translate(DIGITS_FOR_LETTERS), choice.lower())


def shorten(text: str) -> str:
    """A text as a message repeats it: the whole of a short one, the start of others."""
    return text if len(text) <= SHORT_LENGTH else f"{text[:SHORT_LENGTH]}…"


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A sentence that names the choice most like `word`, or nothing."""
    guess = closest_match(word, choices)
    return _(" Did you mean “%(guess)s”?") % {"guess": guess} if guess else ""


EXACT = "exact"  # The bound of a number that needs no word before it.
_bound_labels: dict[str, "StrOrPromise"] = {EXACT: "", "": ""}


def register_bounds(choices: Iterable[tuple[str, "StrOrPromise"]]) -> None:
    """Register the bounds that numbers have, such as “at least”, with their labels."""
    for bound, label in choices:
        _bound_labels.setdefault(bound, label)


def bound_label(bound: str) -> str:
    """The registered label of a bound; blank for an exact number or no bound."""
    return str(_bound_labels[bound])


def with_bound(text: str, bound: str) -> str:
    """A number in words with its bound before it: “at least $30 million”."""
    label = bound_label(bound)
    return f"{label} {text}" if label else text
