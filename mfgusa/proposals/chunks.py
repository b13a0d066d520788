"""Long rows of things in pieces that fit into memory."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")
SIZE = 5000


def chunks(things: Iterable[Thing], size: int = SIZE) -> Iterator[list[Thing]]:
    """Lists of at most `size` things, in order."""
    rest = iter(things)
    while piece := list(islice(rest, size)):
        yield piece
