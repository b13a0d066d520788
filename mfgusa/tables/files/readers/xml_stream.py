"""XML, read as a stream; document types, which entity bombs need, are refused."""

from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any
from xml.parsers import expat

from mfgusa.tables.files.readers.limits import LONGEST_TEXT

PIECE = 1 << 16
MOST_NAMES = 1000  # Of elements; no sheet has as many.


class Actions(dict[str, Callable[..., None]]):
    """What to do at each element, whatever prefix a program gives its name."""

    def __missing__(self, name: str) -> Callable[..., None]:
        action = self.get(local(name), nothing)
        if len(self) < MOST_NAMES:
            self[name] = action
        return action


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def nothing(*args: Any) -> None:
    """What is done at all other elements."""


def new_parser() -> Any:
    """A parser that raises ValueError at a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*args: Any) -> None:
    raise ValueError("a workbook has no document type")


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    return iter(lambda: file.read(PIECE), b"")


def feed(parser: Any, document: Iterable[bytes]) -> Iterator[None]:
    """Parse a document, with a halt after each piece. Raises expat.ExpatError."""
    for piece in document:
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def elements(file: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element of a document: its name, and its attributes by name."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local(name), {local(k): v for k, v in attributes.items()}))

    parser.StartElementHandler = start
    for _halt in feed(parser, pieces(file)):
        yield from found
        found.clear()


class Listener:
    """Hears the text inside `<t>` and `<v>`, but no reading aids for Japanese."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.size = 0
        self.deaf = False
        self.starts = Actions(t=self._listen, v=self._listen, rPh=self._cover_ears)
        self.ends = Actions(t=self._stop, v=self._stop, rPh=self._uncover_ears)
        self.parser = new_parser()
        self.parser.StartElementHandler = lambda name, given: self.starts[name](given)
        self.parser.EndElementHandler = lambda name: self.ends[name]()

    def take_words(self) -> str:
        """What was heard since the last time. Ears open for what comes next."""
        text = "".join(self.words)
        self.words.clear()
        self.size = 0
        return text

    def _listen(self, _attributes: Any) -> None:
        if not self.deaf:
            self.parser.CharacterDataHandler = self._hear

    def _hear(self, text: str) -> None:
        if self.size < LONGEST_TEXT:
            self.size += len(text)
            self.words.append(text[:LONGEST_TEXT])

    def _stop(self) -> None:
        self.parser.CharacterDataHandler = None

    def _cover_ears(self, _attributes: Any) -> None:
        self.deaf = True

    def _uncover_ears(self) -> None:
        self.deaf = False
