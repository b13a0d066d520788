"""What of a text answers a search: which words, marked, and what stands around."""

import re
from collections.abc import Iterator
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mfgusa.catalogue.search.fields import MAX_SEARCH_WORDS, split_words
from mfgusa.catalogue.search.folding import Token, fold_words, stem, tokenize

SNIPPET_LENGTH = 160  # Letters of a snippet.
SNIPPET_LEAD = 50  # Letters of it before the first match.


class ParsedQuery:
    """The words that a person typed, and where a text has them.

    A word of a text answers a typed one as in the database: it begins with it, or both
    are forms of one English word.
    """

    def __init__(self, words: str) -> None:
        self.text, self.parts = words, split_words(words)
        folded = [
            one for part in self.parts for one in fold_words(part)[:MAX_SEARCH_WORDS]
        ]
        self.words = list(dict.fromkeys(folded))
        self.stems = {word: stem(word) for word in self.words}
        self.initials = tuple({word[0] for word in self.words})
        initials = "".join(map(re.escape, self.initials)) or "^a-z0-9"
        begun = rf"(?<![a-z0-9])[{initials}][a-z0-9]*"
        self.begun = re.compile(begun, re.ASCII | re.IGNORECASE)

    def answered_by(self, text: str) -> set[str]:
        """The typed words that a text holds."""
        found = self._candidates(text)
        return {word for token in found for word in self._answers(token.word)}

    def marked(self, text: str) -> SafeString:
        """The whole text, escaped, its answers in `<mark>`."""
        return self._mark(text, 0, len(text))

    def snippet(self, text: str) -> SafeString:
        """What stands around the first answer in a long text; else how it begins."""
        first = next(self._found(text), None)
        start, end = snippet_bounds(text, first.start if first else 0)
        before, after = ("…" if cut else "" for cut in (start, end < len(text)))
        return format_html("{}{}{}", before, self._mark(text, start, end), after)

    def _mark(self, text: str, start: int, end: int) -> SafeString:
        parts, last = [], start
        for token in self._found(text):
            if start <= token.start and token.end <= end:
                parts.append(escape(text[last : token.start]))
                parts.append(f"<mark>{escape(text[token.start : token.end])}</mark>")
                last = token.end
        return mark_safe("".join([*parts, escape(text[last:end])]))  # All is escaped.

    def _found(self, text: str) -> Iterator[Token]:
        last = 0
        for token in self._candidates(text):
            if token.start >= last and self._answers(token.word):
                last = token.end
                yield token

    def _candidates(self, text: str) -> Iterator[Token]:
        """The words of a text that begin as a typed one does."""
        if not text.isascii():
            yield from tokenize(text)
            return
        for found in self.begun.finditer(text):  # Folding only lowers its case.
            yield Token(found.group().lower(), *found.span())

    def _answers(self, word: str) -> list[str]:
        if not word.startswith(self.initials):  # A stem begins as its word does.
            return []
        root = stem(word)
        return [
            typed
            for typed in self.words
            if word.startswith(typed)
            or root.startswith(typed)
            or root == self.stems[typed]
        ]


def snippet_bounds(text: str, place: int) -> tuple[int, int]:
    """From where to where a snippet goes that shows a place, at the ends of words."""
    if len(text) <= SNIPPET_LENGTH:
        return 0, len(text)
    start = max(0, min(place - SNIPPET_LEAD, len(text) - SNIPPET_LENGTH))
    if start:
        start = text.find(" ", start, place) + 1 or place
    end = min(len(text), start + SNIPPET_LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", place, end), place) if " " in text[place:end] else end
    return start, end
