"""Words for people: what somebody may have meant, and what a message repeats."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Jaro

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
