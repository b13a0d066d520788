"""What may belong together: projects and programs for an item, programs for a skill.

A suggestion is for a person to judge; nothing here writes. A subject is suggested for
its focus area, for words that it shares, or for both; a word counts the more the fewer
subjects have it, and not at all when many do.
"""

from dataclasses import dataclass
from math import log
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from institutes.models import InstituteFocusArea, Project, WorkforceProgram
from mfgusa.catalogue.search.fields import Matches, SearchQuery
from mfgusa.catalogue.search.folding import fold_words, stem

MOST = 8  # Suggestions of a kind.
MOST_WORDS, SHORTEST = 30, 4  # Words that are looked for, and their letters.
RARE = log(10)  # A word that more than one subject in ten has says nothing.
SAME_AREA = log(20)  # As much as a word that one subject in twenty has.
STOP = frozenset(
    stem(word)
    for word in fold_words(
        "about after also area been before being both each from have into just made "
        "make more most much named only other over said same should some such taken "
        "than that their them then there these they this those through topic under "
        "until used uses using very well were what when where which while will with"
    )
)
Weights = dict[str, float]


@dataclass(frozen=True)
class Suggestion:
    """A project or program (`subject`) that may belong to an item or a skill."""

    kind: str  # The field of the link that would hold it.
    subject: Any
    same_area: bool
    words: tuple[str, ...]  # Shared, the rarest first.
    score: float

    @property
    def id(self) -> str:
        """What a form calls it."""
        return f"{self.kind}:{self.subject.pk}"

    @property
    def reason(self) -> str:
        """Why it is suggested, in words."""
        area = {
            "project": _("same focus area"),
            "workforce_program": _("institute of the same focus area"),
        }
        words = ", ".join(f"“{word}”" for word in self.words)
        shared = _("shares %(words)s") % {"words": words} if words else ""
        return "; ".join(r for r in (area[self.kind] * self.same_area, shared) if r)


def for_item(item: Any) -> list[Suggestion]:
    """Projects, then programs, that may take up an item of a roadmap."""
    skills = " ".join(item.skills.values_list("name", flat=True))
    words = wanted(f"{item.title} {item.description} {item.theme} {skills}")
    areas = around(item.roadmap.focus_area)
    new = ~Q(item_links__roadmap_item=item)
    projects = Project.objects.annotate(same_area=_is(Q(focus_area__in=areas)))
    return [
        *best("project", projects, words, new),
        *best("workforce_program", programs_in(areas), words, new),
    ]


def for_skill(skill: Any) -> list[Suggestion]:
    """Programs that may teach a skill: their words have it."""
    new = ~Q(skill_links__skill=skill)
    return best("workforce_program", programs_in([]), wanted(skill.name), new)


def around(area: Any) -> list[int]:
    """A focus area with the one that it lies in and those that lie in it."""
    if area is None:
        return []
    return [*area.here, *([area.parent_id] if area.parent_id else [])]


def programs_in(areas: list[int]) -> Any:
    """The programs, and whether the main focus of their institute is one of these."""
    links = InstituteFocusArea.objects.filter(
        institute=OuterRef("institute"), primary=True, focus_area__in=areas
    )
    return WorkforceProgram.objects.annotate(same_area=Exists(links))


def wanted(text: str) -> list[str]:
    """The words of a text to look for, one of each stem, in their order."""
    by_stem: dict[str, str] = {}
    for word in fold_words(text):
        if len(word) >= SHORTEST and stem(word) not in STOP and not word.isdigit():
            by_stem.setdefault(stem(word), word)
    return list(by_stem.values())[:MOST_WORDS]


def best(kind: str, subjects: Any, words: list[str], new: Q) -> list[Suggestion]:
    """The best of some subjects that have one of the words or the focus area."""
    matches = {
        f"has_{place}": _is(Matches(F("search"), SearchQuery(Value(word))))
        for place, word in enumerate(words)
    }
    total = subjects.count()
    every = subjects.annotate(**matches).order_by("key")
    reasons = ((name, True) for name in ["same_area", *matches])
    rows = every.filter(Q(*reasons, _connector=Q.OR))
    rows = list(rows.select_related("institute", "source"))
    weights = weigh(rows, words, total)
    fresh = set(subjects.filter(new).values_list("pk", flat=True))
    made = [_of(kind, row, words, weights) for row in rows if row.pk in fresh]
    worth = [one for one in made if one.score]
    return sorted(worth, key=lambda one: (-one.score, one.subject.key))[:MOST]


def weigh(rows: list[Any], words: list[str], total: int) -> Weights:
    """How much each word says: the rarer the more; common ones are left out."""
    counts = {
        word: sum(getattr(row, f"has_{place}") for row in rows)
        for place, word in enumerate(words)
    }
    weights = {word: log((total + 1) / n) for word, n in counts.items() if n}
    return {word: weight for word, weight in weights.items() if weight > RARE}


def _of(kind: str, row: Any, words: list[str], weights: Weights) -> Suggestion:
    has = [word for place, word in enumerate(words) if getattr(row, f"has_{place}")]
    shared = sorted((w for w in has if w in weights), key=lambda w: -weights[w])
    score = sum(weights[word] for word in shared) + SAME_AREA * row.same_area
    return Suggestion(kind, row, row.same_area, tuple(shared), score)


def _is(condition: Any) -> Any:
    """Whether it holds; what is not known does not."""
    return Case(When(condition, then=Value(True)), default=Value(False))
