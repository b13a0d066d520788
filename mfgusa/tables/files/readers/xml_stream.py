"""XML, read as a stream; document types, which entity bombs need, are refused."""

from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any
from xml.parsers import expat

from mfgusa.tables.files.readers.limits import MAX_TEXT_CHARS

CHUNK_SIZE = 1 << 16
MAX_CACHED_NAMES = 1000  # Of elements; no sheet has as many.


class ElementHandlers(dict[str, Callable[..., None]]):
    """What to do at each element, whatever prefix a program gives its name."""

    def __missing__(self, name: str) -> Callable[..., None]:
        action = self.get(local_name(name), ignore_element)
        if len(self) < MAX_CACHED_NAMES:
            self[name] = action
        return action


def local_name(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def ignore_element(*args: Any) -> None:
    """What is done at all other elements."""


def create_parser() -> Any:
    """A parser that raises ValueError at a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*args: Any) -> None:
    raise ValueError("a workbook has no document type")


def iter_stream(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    return iter(lambda: file.read(CHUNK_SIZE), b"")


def feed_parser(parser: Any, document: Iterable[bytes]) -> Iterator[None]:
    """Parse a document, with a halt after each piece. Raises expat.ExpatError."""
    for piece in document:
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def iter_elements(file: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a document: its name, and its attributes by name."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = create_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append(
            (local_name(name), {local_name(k): v for k, v in attributes.items()})
        )

    parser.StartElementHandler = start
    for _halt in feed_parser(parser, iter_stream(file)):
        yield from found
        found.clear()


class CellTextHandler:
    """Hears the text inside `<t>` and `<v>`, but no reading aids for Japanese."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.size = 0
        self.in_phonetic = False
        self.starts = ElementHandlers(
            t=self._start_text, v=self._start_text, rPh=self._skip_phonetic
        )
        self.ends = ElementHandlers(
            t=self._stop_text, v=self._stop_text, rPh=self._resume_phonetic
        )
        self.parser = create_parser()
        self.parser.StartElementHandler = lambda name, given: self.starts[name](given)
        self.parser.EndElementHandler = lambda name: self.ends[name]()

    def take_text(self) -> str:
        """What was heard since the last time. Ears open for what comes next."""
        text = "".join(self.words)
        self.words.clear()
        self.size = 0
        return text

    def _start_text(self, _attributes: Any) -> None:
        if not self.in_phonetic:
            self.parser.CharacterDataHandler = self._append_text

    def _append_text(self, text: str) -> None:
        if self.size < MAX_TEXT_CHARS:
            self.size += len(text)
            self.words.append(text[:MAX_TEXT_CHARS])

    def _stop_text(self) -> None:
        self.parser.CharacterDataHandler = None

    def _skip_phonetic(self, _attributes: Any) -> None:
        self.in_phonetic = True

    def _resume_phonetic(self) -> None:
        self.in_phonetic = False
