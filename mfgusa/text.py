"""Words for people: what somebody may have meant, and what a message repeats."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Jaro

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REPEATED = 100  # Letters of what is refused that a message repeats.
TYPED = str.maketrans("01", "ol")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`, or nothing."""
    guesses = process.extract(
        word, list(known), scorer=fuzz.ratio, score_cutoff=50, limit=20
    )
    best = max(guesses, key=lambda g: (g[1], alike(word, g[0])), default=[""])
    return str(best[0])


def alike(word: str, other: str) -> float:
    """How alike words are letter by letter, 0 and 1 typed for o and l forgiven."""
    return Jaro.similarity(word.lower().translate(TYPED), other.lower())


def in_short(text: str) -> str:
    """What somebody wrote, as a message repeats it: not more than one reads."""
    return text if len(text) <= REPEATED else f"{text[:REPEATED]}…"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    guess = nearest(word, known)
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
