"""What a search over everything finds: groups of hits, the best first."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from mfgusa.catalogue.search.columns import (
    NAMES,
    TEXT,
    MatchSource,
    display_texts,
    match_sources,
    search_columns,
)
from mfgusa.catalogue.search.highlight import ParsedQuery
from mfgusa.catalogue.search.query import RankedRow, run_search
from mfgusa.catalogue.search.types import MAX_OPEN_RESULTS, SearchType

MAX_NAMES_TOGETHER = 3  # Names of one place that are shown together.


@dataclass(frozen=True)
class MatchReason:
    """A line that tells why a row was found."""

    label: str
    text: SafeString


class SearchResult:
    """A row that answers, as the page shows it."""

    def __init__(self, kind: SearchType, row: Any, typed: ParsedQuery) -> None:
        self.kind, self.row, self.typed = kind, row, typed

    @property
    def link(self) -> str:
        return self.kind.link(self.row)

    @cached_property
    def names(self) -> list[str]:
        columns = self.kind.heading or [
            c.name for c in search_columns(self.row._meta.model, NAMES)
        ]
        field = self.row._meta.get_field
        return [
            text for name in columns for text in display_texts(self.row, field(name))
        ]

    @cached_property
    def remarks(self) -> list[str]:
        return [str(remark) for remark in self.kind.remarks(self.row) if remark]

    @property
    def marked_names(self) -> list[SafeString]:
        return [self.typed.marked(name) for name in self.names]

    @property
    def marked_remarks(self) -> list[SafeString]:
        return [self.typed.marked(remark) for remark in self.remarks]

    @cached_property
    def missing(self) -> set[str]:
        """The typed words that the heading does not show."""
        shown = self.typed.answered_by(" ".join([*self.names, *self.remarks]))
        return set(self.typed.words) - shown

    @cached_property
    def reasons(self) -> list[MatchReason]:
        """Where those words stand that the heading does not show."""
        return list(self._reasons(self.missing)) if self.missing else []

    def _reasons(self, missing: set[str]) -> Iterator[MatchReason]:
        for clue in match_sources(
            self.row, self.kind.rows.search_related, self.kind.labels
        ):
            answers = {one: self.typed.answered_by(one) & missing for one in clue.texts}
            if texts := [one for one in clue.texts if answers[one]]:
                yield self._reason(MatchSource(clue.label, texts[:MAX_NAMES_TOGETHER]))
                missing = missing.difference(*answers.values())
            if not missing:
                return

    def _reason(self, clue: MatchSource) -> MatchReason:
        return MatchReason(clue.label, self.typed.snippet("; ".join(clue.texts)))

    @property
    def beginning(self) -> SafeString | None:
        """How its text begins, for a hit whose name says why it was found."""
        texts = [
            text
            for field in search_columns(self.row._meta.model, TEXT)
            if field.get_internal_type() == "TextField"
            for text in display_texts(self.row, field)
        ]
        return self.typed.snippet(texts[0]) if texts and not self.reasons else None


class ResultGroup:
    """The hits of one kind: how many there are, and the best of them."""

    def __init__(
        self, kind: SearchType, answers: list[RankedRow], typed: ParsedQuery
    ) -> None:
        self.kind, self.typed = kind, typed
        self.keys = [answer.key for answer in answers]
        self.grade, self.count = answers[0].grade, answers[0].found

    @cached_property
    def hits(self) -> list[SearchResult]:
        return [
            SearchResult(self.kind, row, self.typed) for row in self.kind.get(self.keys)
        ]

    @property
    def list_address(self) -> str:
        return self.kind.list_address(self.typed.text)

    @cached_property
    def best(self) -> list[SearchResult]:
        """Those that stand open, with what they are found by where it does not show."""
        best = self.hits[:MAX_OPEN_RESULTS]
        if self.kind.many and any(hit.missing for hit in best):
            prefetch_related_objects([hit.row for hit in best], *self.kind.many)
        return best

    @property
    def others(self) -> list[SearchResult]:
        return self.hits[MAX_OPEN_RESULTS:]

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.keys)


def search_groups(kinds: tuple[SearchType, ...], words: str) -> list[ResultGroup]:
    """The groups that hold something: those first whose best row answers best."""
    typed = ParsedQuery(words)
    answers = groupby(run_search(kinds, words), key=attrgetter("of_kind"))
    groups = [ResultGroup(kinds[number], list(rows), typed) for number, rows in answers]
    return sorted(groups, key=lambda group: -group.grade)
