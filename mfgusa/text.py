"""What somebody may have meant by a text, and what a message repeats of it."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Jaro

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHORT_LENGTH = 100  # Letters of a refused value that a message repeats.
MAX_DIGITS = 18  # Of an id.
DIGITS_FOR_LETTERS = str.maketrans("01", "ol")
LOOK_ALIKES = str.maketrans("01i528", "ollszb")
SHORT_WORD = 3  # Letters of a code or an abbreviation.
LONG_WORD = 10  # Letters of a word in which two wrong ones are likely.
LIKELY = 75  # How alike a longer word and its misspelling are, in percent.
NEGATIONS = ("in", "un", "non")  # Prefixes that turn a word into its opposite.
WORD = re.compile(r"[^\W_]+")


def parse_id(text: str) -> int | None:
    """The id that a text holds, if it holds one."""
    is_id = text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
    return int(text) if is_id else None


def closest_match(word: str, choices: Iterable[str]) -> str:
    """The choice that `word` most likely misspells; empty if it is like none.

    Case and accents do not count.
    """
    matches = process.extract(
        word,
        list(choices),
        scorer=fuzz.ratio,
        processor=_fold,
        score_cutoff=50,
        limit=20,
    )
    likely = [match for match in matches if is_misspelling(word, match[0])]
    best = max(likely, key=lambda m: (m[1], similarity(word, m[0])), default=[""])
    return str(best[0])


def is_misspelling(text: str, choice: str) -> bool:
    """Whether all words of a text are like those of a choice, and the other way."""
    words, known = (WORD.findall(_fold(part)) for part in (text, choice))
    if "".join(words) == "".join(known):
        return True
    return all(any(_is_like(word, name) for name in known) for word in words) and all(
        any(_is_like(word, name) for word in words) for name in known
    )


def _is_like(word: str, known: str) -> bool:
    if word == known:
        return True
    if word.isdigit() and known.isdigit():
        return False  # Each number is as likely as the next.
    if min(len(word), len(known)) <= SHORT_WORD:
        return _is_slip(word, known)
    if _is_negation(word, known) or _is_negation(known, word):
        return False
    return _has_few_slips(word.translate(DIGITS_FOR_LETTERS), known)


def _has_few_slips(word: str, known: str) -> bool:
    """Whether a longer word is like another: southeast is no slip for northeast."""
    distance = OSA.distance(word, known)
    if len(word) == len(known):
        return distance <= (2 if len(word) >= LONG_WORD else 1)
    begins_alike = word[0] == known[0] or distance == 1
    return begins_alike and fuzz.ratio(word, known) >= LIKELY


def _is_negation(word: str, known: str) -> bool:
    """Whether a word is the opposite of a known one: inactive, nonfederal."""
    return any(word == prefix + known for prefix in NEGATIONS)


def _is_slip(word: str, known: str) -> bool:
    """Whether a short word has one slip: look-alikes, a swap, a letter more or less.

    Any letter in place of another makes one code of a different one.
    """
    if word.translate(LOOK_ALIKES) == known.translate(LOOK_ALIKES):
        return True
    is_swap = sorted(word) == sorted(known)
    is_longer_or_shorter = len(word) != len(known) and min(len(word), len(known)) > 1
    return (is_swap or is_longer_or_shorter) and OSA.distance(word, known) == 1


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
