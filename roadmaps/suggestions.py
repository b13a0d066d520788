"""Suggest links: projects and programs for an item, programs for a skill.

A suggestion is for a curator to judge; nothing is written here. A subject is suggested
for its focus area, for words that it shares, or for both. A word weighs more the fewer
subjects have it, and nothing if many do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import TypeVar

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from institutes.models import (
    FocusArea,
    InstituteFocusArea,
    Project,
    WorkforceProgram,
)
from mfgusa.catalogue.search.fields import Matches, SearchQuery
from mfgusa.catalogue.search.folding import fold_words, stem
from roadmaps.models import RoadmapItem, Skill

MAX_SUGGESTIONS = 8  # Of each type of subject.
MAX_WORDS = 30  # Searched for.
MIN_WORD_LENGTH = 4
MIN_WEIGHT = log(10)  # A word that more than one subject in ten has says nothing.
FOCUS_AREA_WEIGHT = log(20)  # As much as a word that one subject in twenty has.
STOP_WORDS = frozenset(
    stem(word)
    for word in fold_words(
        "about after also area been before being both each from have into just made "
        "make more most much named only other over said same should some such taken "
        "than that their them then there these they this those through topic under "
        "until used uses using very well were what when where which while will with"
    )
)
Subject = Project | WorkforceProgram
SubjectT = TypeVar("SubjectT", Project, WorkforceProgram)
Weights = dict[str, float]


@dataclass(frozen=True)
class Suggestion:
    """A project or program (`subject`) that may belong to an item or a skill."""

    subject_type: str  # The field of the link that would hold it.
    subject: Subject
    same_area: bool
    words: tuple[str, ...]  # Shared, the rarest first.
    score: float

    @property
    def id(self) -> str:
        """The identifier of the suggestion in a form."""
        return f"{self.subject_type}:{self.subject.pk}"

    @property
    def reason(self) -> str:
        """The reason for the suggestion, for people."""
        area = {
            "project": _("same focus area"),
            "workforce_program": _("institute of the same focus area"),
        }
        words = ", ".join(f"“{word}”" for word in self.words)
        reasons = (
            area[self.subject_type] if self.same_area else "",
            _("shares %(words)s") % {"words": words} if words else "",
        )
        return "; ".join(filter(None, reasons))


def suggest_for_item(item: RoadmapItem) -> list[Suggestion]:
    """Return projects, then programs, that may support a roadmap item."""
    skills = " ".join(item.skills.values_list("name", flat=True))
    words = search_words(f"{item.title} {item.description} {item.theme} {skills}")
    areas = nearby_focus_areas(item.roadmap.focus_area)
    unlinked = ~Q(item_links__roadmap_item=item)
    projects = Project.objects.annotate(same_area=_as_boolean(Q(focus_area__in=areas)))
    return [
        *rank_subjects("project", projects, words, unlinked),
        *rank_subjects("workforce_program", programs_in(areas), words, unlinked),
    ]


def suggest_for_skill(skill: Skill) -> list[Suggestion]:
    """Return programs that may teach a skill, because their texts have its words."""
    words, unlinked = search_words(skill.name), ~Q(skill_links__skill=skill)
    return rank_subjects("workforce_program", programs_in([]), words, unlinked)


def nearby_focus_areas(area: FocusArea | None) -> list[int]:
    """Return the ids of a focus area, its parent and its children."""
    if area is None:
        return []
    return [*area.subtree_ids, *([area.parent_id] if area.parent_id else [])]


def programs_in(areas: list[int]) -> QuerySet[WorkforceProgram]:
    """Return all programs; `same_area` if an area is their institute's primary one."""
    links = InstituteFocusArea.objects.filter(
        institute=OuterRef("institute"), primary=True, focus_area__in=areas
    )
    return WorkforceProgram.objects.annotate(same_area=Exists(links))


def search_words(text: str) -> list[str]:
    """Return the words of a text that are worth a search, one for each stem."""
    by_stem: dict[str, str] = {}
    for word in fold_words(text):
        long_enough = len(word) >= MIN_WORD_LENGTH and not word.isdigit()
        if long_enough and stem(word) not in STOP_WORDS:
            by_stem.setdefault(stem(word), word)
    return list(by_stem.values())[:MAX_WORDS]


def rank_subjects(
    subject_type: str,
    subjects: QuerySet[SubjectT],
    words: list[str],
    unlinked: Q,
) -> list[Suggestion]:
    """Return the subjects with the highest scores, best first.

    Only subjects with one of the words or with `same_area` count, and only those
    that `unlinked` holds for are returned.
    """
    matches: dict[str, Case] = {
        f"has_{index}": _as_boolean(Matches(F("search"), SearchQuery(Value(word))))
        for index, word in enumerate(words)
    }
    conditions = ((name, True) for name in ["same_area", *matches])
    rows = subjects.annotate(**matches).order_by("key")
    rows = rows.filter(Q(*conditions, _connector=Q.OR))
    candidates = list(rows.select_related("institute", "source"))
    weights = word_weights(candidates, words, subjects.count())
    unlinked_pks = set(subjects.filter(unlinked).values_list("pk", flat=True))
    suggestions = [
        _suggestion(subject_type, subject, words, weights)
        for subject in candidates
        if subject.pk in unlinked_pks
    ]
    ranked = sorted(suggestions, key=lambda row: (-row.score, row.subject.key))
    return [suggestion for suggestion in ranked if suggestion.score][:MAX_SUGGESTIONS]


def word_weights(
    candidates: Sequence[Subject], words: list[str], total: int
) -> Weights:
    """Return the weight of each word, higher the rarer it is; common words have none.

    `total` is the number of all subjects, with the words or without.
    """
    counts = {
        word: sum(getattr(subject, f"has_{index}") for subject in candidates)
        for index, word in enumerate(words)
    }
    weights = {word: log((total + 1) / n) for word, n in counts.items() if n}
    return {word: weight for word, weight in weights.items() if weight > MIN_WEIGHT}


def _suggestion(
    subject_type: str, subject: Subject, words: list[str], weights: Weights
) -> Suggestion:
    shared = [
        word
        for index, word in enumerate(words)
        if getattr(subject, f"has_{index}") and word in weights
    ]
    shared.sort(key=lambda word: -weights[word])
    same_area = getattr(subject, "same_area")  # noqa: B009
    score = sum(weights[word] for word in shared) + FOCUS_AREA_WEIGHT * same_area
    return Suggestion(subject_type, subject, same_area, tuple(shared), score)


def _as_boolean(condition: Q | Combinable) -> Case:
    """Return the condition as true or false, with false for NULL."""
    return Case(
        When(condition, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
