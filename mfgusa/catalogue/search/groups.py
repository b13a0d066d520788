"""The results of a search over everything, in groups, the best first."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

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
from mfgusa.catalogue.search.types import MAX_OPEN_RESULTS, Row, SearchType

MAX_NAMES_TOGETHER = 3  # Names of one source that are shown together.


@dataclass(frozen=True)
class MatchReason:
    """A line that says why a row matches."""

    label: str
    text: SafeString


class SearchResult:
    """A row that matches, as the page shows it."""

    def __init__(self, search_type: SearchType, row: Row, query: ParsedQuery) -> None:
        self.search_type, self.row, self.query = search_type, row, query

    @property
    def link(self) -> str:
        """The URL that the result leads to."""
        return self.search_type.link(self.row)

    @cached_property
    def names(self) -> list[str]:
        """The texts of the heading."""
        columns = self.search_type.heading or [
            column.name for column in search_columns(self.row._meta.model, NAMES)
        ]
        get_field = self.row._meta.get_field
        return [
            text
            for name in columns
            for text in display_texts(self.row, get_field(name))
        ]

    @cached_property
    def remarks(self) -> list[str]:
        """The texts below the heading."""
        return [str(remark) for remark in self.search_type.remarks(self.row) if remark]

    @property
    def marked_names(self) -> list[SafeString]:
        """The heading, with its matches marked."""
        return [self.query.marked(name) for name in self.names]

    @property
    def marked_remarks(self) -> list[SafeString]:
        """The remarks, with their matches marked."""
        return [self.query.marked(remark) for remark in self.remarks]

    @cached_property
    def missing(self) -> set[str]:
        """The words of the query that neither heading nor remarks show."""
        shown = self.query.words_in(" ".join([*self.names, *self.remarks]))
        return set(self.query.words) - shown

    @cached_property
    def reasons(self) -> list[MatchReason]:
        """Where the missing words are in the row."""
        return list(self._reasons(self.missing)) if self.missing else []

    def _reasons(self, missing: set[str]) -> Iterator[MatchReason]:
        related, labels = self.search_type.rows.search_related, self.search_type.labels
        for source in match_sources(self.row, related, labels):
            words = {text: self.query.words_in(text) & missing for text in source.texts}
            if texts := [text for text in source.texts if words[text]]:
                yield self._reason(
                    MatchSource(source.label, texts[:MAX_NAMES_TOGETHER])
                )
                missing = missing.difference(*words.values())
            if not missing:
                return

    def _reason(self, source: MatchSource) -> MatchReason:
        return MatchReason(source.label, self.query.snippet("; ".join(source.texts)))

    @property
    def beginning(self) -> SafeString | None:
        """How the text of the row begins, if its heading says why it matches."""
        texts = [
            text
            for column in search_columns(self.row._meta.model, TEXT)
            if column.get_internal_type() == "TextField"
            for text in display_texts(self.row, column)
        ]
        return self.query.snippet(texts[0]) if texts and not self.reasons else None


class ResultGroup:
    """The results of one type: how many there are, and the best of them."""

    def __init__(
        self, search_type: SearchType, rows: list[RankedRow], query: ParsedQuery
    ) -> None:
        self.search_type, self.query = search_type, query
        self.keys = [row.key for row in rows]
        self.grade, self.count = rows[0].grade, rows[0].row_count

    @cached_property
    def results(self) -> list[SearchResult]:
        """The results that were read, the best first."""
        rows = self.search_type.get(self.keys)
        return [SearchResult(self.search_type, row, self.query) for row in rows]

    @property
    def list_url(self) -> str:
        """The URL of the list of all results; blank without a catalogue."""
        return self.search_type.results_url(self.query.text)

    @cached_property
    def best(self) -> list[SearchResult]:
        """The results that the page shows in full, ready to say why they match."""
        best, paths = self.results[:MAX_OPEN_RESULTS], self.search_type.many_paths
        if paths and any(result.missing for result in best):
            prefetch_related_objects([result.row for result in best], *paths)
        return best

    @property
    def others(self) -> list[SearchResult]:
        """The results that the page only names."""
        return self.results[MAX_OPEN_RESULTS:]

    @property
    def is_cut(self) -> bool:
        """Whether there are more results than were read."""
        return self.count > len(self.keys)


def search_groups(types: tuple[SearchType, ...], words: str) -> list[ResultGroup]:
    """The groups that have results, those with the best match first."""
    query = ParsedQuery(words)
    by_type = groupby(run_search(types, words), key=attrgetter("type_index"))
    groups = [ResultGroup(types[index], list(rows), query) for index, rows in by_type]
    return sorted(groups, key=lambda group: -group.grade)
