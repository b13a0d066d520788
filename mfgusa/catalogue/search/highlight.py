"""The matches of a search in a text: marked, and with the text around them."""

import re
from collections.abc import Iterator
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mfgusa.catalogue.search.fields import MAX_SEARCH_WORDS, split_words
from mfgusa.catalogue.search.folding import Token, fold_words, stem, tokenize

SNIPPET_LENGTH = 160  # Characters.
SNIPPET_LEAD = 50  # Characters before the first match.


class ParsedQuery:
    """The words of a search, and where a text has them.

    A word of a text matches a word of the query as in the database: it starts with
    it, or both are forms of one English word.
    """

    def __init__(self, words: str) -> None:
        self.text, self.parts = words, split_words(words)
        folded = (fold_words(part)[:MAX_SEARCH_WORDS] for part in self.parts)
        self.words = list(dict.fromkeys(word for words in folded for word in words))
        self.stems = {word: stem(word) for word in self.words}
        self.initials = tuple({word[0] for word in self.words})
        initials = "".join(map(re.escape, self.initials)) or "^a-z0-9"
        candidate = rf"(?<![a-z0-9])[{initials}][a-z0-9]*"
        self.candidate = re.compile(candidate, re.ASCII | re.IGNORECASE)

    def words_in(self, text: str) -> set[str]:
        """The words of the query that a text has."""
        tokens = self._candidates(text)
        return {word for token in tokens for word in self._matches(token.word)}

    def marked(self, text: str) -> SafeString:
        """The whole text, escaped, with its matches in `<mark>`."""
        return self._mark(text, 0, len(text))

    def snippet(self, text: str) -> SafeString:
        """The text around the first match; without one, the start of the text."""
        first = next(self._tokens(text), None)
        start, end = snippet_bounds(text, first.start if first else 0)
        before, after = ("…" if cut else "" for cut in (start, end < len(text)))
        return format_html("{}{}{}", before, self._mark(text, start, end), after)

    def _mark(self, text: str, start: int, end: int) -> SafeString:
        parts, last = [], start
        for token in self._tokens(text):
            if start <= token.start and token.end <= end:
                parts.append(escape(text[last : token.start]))
                parts.append(f"<mark>{escape(text[token.start : token.end])}</mark>")
                last = token.end
        # Every part is escaped.
        return mark_safe("".join([*parts, escape(text[last:end])]))

    def _tokens(self, text: str) -> Iterator[Token]:
        """The words of a text that match, without overlaps."""
        last = 0
        for token in self._candidates(text):
            if token.start >= last and self._matches(token.word):
                last = token.end
                yield token

    def _candidates(self, text: str) -> Iterator[Token]:
        """The words of a text that start with the first letter of a query word."""
        if not text.isascii():
            yield from tokenize(text)
            return
        for match in self.candidate.finditer(text):  # Folding ASCII lowers its case.
            yield Token(match.group().lower(), *match.span())

    def _matches(self, word: str) -> list[str]:
        """The words of the query that a word of a text matches."""
        if not word.startswith(self.initials):  # A stem starts as its word does.
            return []
        root = stem(word)
        return [
            query_word
            for query_word in self.words
            if word.startswith(query_word)
            or root.startswith(query_word)
            or root == self.stems[query_word]
        ]


def snippet_bounds(text: str, position: int) -> tuple[int, int]:
    """The start and the end of a snippet around a position, at the ends of words."""
    if len(text) <= SNIPPET_LENGTH:
        return 0, len(text)
    start = max(0, min(position - SNIPPET_LEAD, len(text) - SNIPPET_LENGTH))
    if start:
        start = text.find(" ", start, position) + 1 or position
    end = min(len(text), start + SNIPPET_LENGTH)
    if end < len(text) and " " in text[position:end]:
        end = max(text.rfind(" ", position, end), position)
    return start, end
