"""How a page is cited: as text, as BibTeX and as CSL-JSON.

A page is a pure function of its address and of the versions of the tables that it
reads, so a citation names these and never the day on which someone looked.
"""

import json
import re
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mfgusa.catalogue.citation.page_metadata import site_name
from mfgusa.fields.partial_dates import PartialDate

KEY_LENGTH = 60
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"  # Names of BibTeX.
BIBTEX = {  # BibTeX counts braces, escaped or not: each of them has to be a word.
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


@dataclass(frozen=True)
class PageCitation:
    """What is cited: the page, and the version of the data that it shows."""

    title: str
    path: str
    url: str
    version: str
    changed: date | None  # When the data became this version.
    newest: PartialDate | None

    @cached_property
    def key(self) -> str:
        """ASCII letters, digits and hyphens: `mfgusa-sources-v1f4e7a09c2`."""
        words = "-".join(re.findall("[a-z0-9]+", self.path.lower()))
        if len(words) > KEY_LENGTH:
            words = f"{words[:KEY_LENGTH]}-{zlib.crc32(self.path.encode()):08x}"
        return "-".join(word for word in ("mfgusa", words, f"v{self.version}") if word)

    @property
    def text(self) -> str:
        """One line, as for a footnote."""
        return f"“{_one_line(self.title)}”. {site_name()}, {self.edition}. {self.url}"

    @property
    def edition(self) -> str:
        """Which version of the data, and of when."""
        words = {"version": self.version, "day": self.changed and self._day.display}
        if self.changed is None:
            return _("data version %(version)s") % words
        return _("data version %(version)s of %(day)s") % words

    @property
    def _day(self) -> PartialDate:
        return PartialDate(f"{self.changed:%Y-%m-%d}")

    @property
    def note(self) -> str:
        """The edition and how new the facts are."""
        edition = self.edition[:1].upper() + self.edition[1:]
        if not self.newest:
            return edition
        newest = _("newest fact of %(day)s") % {"day": self.newest.display}
        return f"{edition}; {newest}"

    @property
    def bibtex(self) -> str:
        """An entry that BibTeX, biblatex and every reference manager read."""
        fields = {
            "author": f"{{{_escaped(site_name())}}}",  # Braces: the name is one word.
            "title": f"{{{_escaped(self.title)}}}",
            "note": _escaped(self.note),
            "url": self.url,
        }
        lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items()]
        if self.changed:
            lines.append(f"  year = {{{self.changed.year}}},\n")
            lines.append(f"  month = {MONTHS.split()[self.changed.month - 1]},\n")
        return f"@misc{{{self.key},\n{''.join(lines)}}}"

    @property
    def csl(self) -> str:
        """The same for citation processors: a list of one item."""
        item: dict[str, object] = {
            "id": self.key,
            "type": "webpage",
            "author": [{"literal": site_name()}],
            "title": _one_line(self.title),
            "container-title": site_name(),
            "version": self.version,
            "note": self.note,
            "URL": self.url,
        }
        if day := self.changed:
            item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
        lines = (
            f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in item.items()
        )
        return "[{\n" + ",\n".join(lines) + "\n}]"


def _one_line(text: str) -> str:
    """The text without line breaks, control characters and halves of characters."""
    kept = (
        " " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text
    )
    return " ".join("".join(kept).split())


def _escaped(text: str) -> str:
    return "".join(BIBTEX.get(sign, sign) for sign in _one_line(text))
