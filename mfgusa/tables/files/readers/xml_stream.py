"""Streamed reading of XML; document types are refused because of entity bombs."""

from collections.abc import Callable, Iterable, Iterator
from typing import IO
from xml.parsers import expat
from xml.parsers.expat import XMLParserType

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.limits import (
    MAX_DEPTH,
    MAX_NAMES_CHARS,
    MAX_TEXT_CHARS,
    MAX_TOKEN_BYTES,
)
from mfgusa.tables.files.readers.table_file import UnreadableFile

CHUNK_SIZE = 1 << 16
MAX_CACHED_NAMES = 1000  # More than any sheet has elements.

StartHandler = Callable[[str, dict[str, str]], None]
EndHandler = Callable[[str], None]


class ElementHandlers(dict[str, Callable[..., None]]):
    """A function for each element by local name; prefixes are ignored."""

    def __missing__(self, name: str) -> Callable[..., None]:
        handler = self.get(local_name(name), ignore_element)
        if len(self) < MAX_CACHED_NAMES:
            self[name] = handler
        return handler


def local_name(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def ignore_element(*args: object) -> None:
    """Do nothing, for an element without a handler."""


def create_parser() -> XMLParserType:
    """A parser that raises ValueError for a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*args: object) -> None:
    raise ValueError("a workbook has no document type")


def set_element_handlers(
    parser: XMLParserType,
    start: StartHandler = ignore_element,
    end: EndHandler = ignore_element,
) -> None:
    """Call `start` and `end` for each element from here on.

    The parser raises UnreadableFile for more than MAX_DEPTH nested elements, because
    each element that is open takes memory in it.
    """
    depth = 0

    def start_element(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableFile(_too_deep_message())
        start(name, attributes)

    def end_element(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser.StartElementHandler = start_element
    parser.EndElementHandler = end_element


def _too_deep_message() -> str:
    text = _(
        "More than %(most)d tags are nested inside this workbook. The file may be "
        "damaged: open it in a spreadsheet program, save it again and try once more."
    )
    return text % {"most": MAX_DEPTH}


def iter_stream(file: IO[bytes]) -> Iterator[bytes]:
    """The content of an open file in chunks."""
    return iter(lambda: file.read(CHUNK_SIZE), b"")


def feed_parser(parser: XMLParserType, chunks: Iterable[bytes]) -> Iterator[None]:
    """Parse a document, yielding after each chunk.

    Raises expat.ExpatError, and UnreadableFile for an overlong tag or comment: with
    each chunk the parser scans the token that is not complete from its start again.
    UnreadableFile also for too many names, all of which the parser remembers.
    """
    fed = 0
    for chunk in chunks:
        parser.Parse(chunk, False)
        fed += len(chunk)
        if fed - max(0, parser.CurrentByteIndex) > MAX_TOKEN_BYTES:
            raise UnreadableFile(_overlong_token_message())
        if sum(map(len, parser.intern)) > MAX_NAMES_CHARS:
            raise UnreadableFile(_names_message())
        yield
    parser.Parse(b"", True)
    yield


def _overlong_token_message() -> str:
    text = _(
        "A tag or a comment inside this workbook is longer than %(most)s bytes. The "
        "file may be damaged: open it in a spreadsheet program, save it again and try "
        "once more."
    )
    return text % {"most": f"{MAX_TOKEN_BYTES:,}"}


def _names_message() -> str:
    text = _(
        "The tags and attributes inside this workbook have names of more than %(most)s "
        "characters in all. The file may be damaged: open it in a spreadsheet program, "
        "save it again and try once more."
    )
    return text % {"most": f"{MAX_NAMES_CHARS:,}"}


def iter_elements(file: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """The local name of each element, and its attributes by local name."""
    complete: list[tuple[str, dict[str, str]]] = []
    parser = create_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        local_attributes = {local_name(k): v for k, v in attributes.items()}
        complete.append((local_name(name), local_attributes))

    set_element_handlers(parser, start)
    for _chunk in feed_parser(parser, iter_stream(file)):
        yield from complete
        complete.clear()


class CellTextHandler:
    """Collects the text of `<t>` and `<v>`, without phonetic guides (`<rPh>`)."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.size = 0
        self.is_in_phonetic = False
        self.starts = ElementHandlers(
            t=self._start_text, v=self._start_text, rPh=self._skip_phonetic
        )
        self.ends = ElementHandlers(
            t=self._stop_text, v=self._stop_text, rPh=self._resume_phonetic
        )
        self.parser = create_parser()
        set_element_handlers(self.parser, self._start_element, self._end_element)

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        self.starts[name](attributes)

    def _end_element(self, name: str) -> None:
        self.ends[name]()

    def take_text(self) -> str:
        """The text collected since the last call."""
        text = "".join(self.texts)
        self.texts.clear()
        self.size = 0
        return text

    def _start_text(self, _attributes: dict[str, str]) -> None:
        if not self.is_in_phonetic:
            self.parser.CharacterDataHandler = self._append_text

    def _append_text(self, text: str) -> None:
        if self.size < MAX_TEXT_CHARS:
            self.size += len(text)
            self.texts.append(text[:MAX_TEXT_CHARS])

    def _stop_text(self) -> None:
        self.parser.CharacterDataHandler = None

    def _skip_phonetic(self, _attributes: dict[str, str]) -> None:
        self.is_in_phonetic = True

    def _resume_phonetic(self) -> None:
        self.is_in_phonetic = False
