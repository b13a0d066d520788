"""Where two texts differ, with enough text around it to understand it."""

from dataclasses import dataclass

MAX_LENGTH = 90  # Characters of a text that is shown in full.
CONTEXT = 30  # Characters of equal text shown before and after a difference.
ELLIPSIS = "…"


@dataclass(frozen=True)
class DiffSide:
    """An old or a new text: the part that differs, and some text around it."""

    core: str
    head: str = ""
    tail: str = ""

    def __len__(self) -> int:
        return len(self.core) + len(self.head) + len(self.tail)


def truncate(text: str, length: int = MAX_LENGTH) -> str:
    """The beginning of a long text."""
    return text if len(text) <= length else text[: length - 1].rstrip() + ELLIPSIS


def diff_texts(
    old: str, new: str, *, in_full: bool = False
) -> tuple[DiffSide, DiffSide]:
    """Both texts; long ones with the part that differs apart from the rest."""
    if not (old and new) or max(len(old), len(new)) <= MAX_LENGTH:
        if not in_full:
            old, new = truncate(old), truncate(new)
        return DiffSide(old), DiffSide(new)
    start = old.rfind(" ", 0, _common_prefix_length(old, new)) + 1
    common = _common_prefix_length(old[start:][::-1], new[start:][::-1])
    tail = old[len(old) - common :]
    tail = tail[tail.find(" ") :] if " " in tail else ""
    before, after = _split(old, start, tail), _split(new, start, tail)
    return (before, after) if in_full else (_shorten(before), _shorten(after))


def _split(text: str, start: int, tail: str) -> DiffSide:
    return DiffSide(text[start : len(text) - len(tail)], text[:start], tail)


def _shorten(side: DiffSide) -> DiffSide:
    head, tail = side.head, side.tail
    if len(head) > CONTEXT:
        head = ELLIPSIS + head[-CONTEXT:]
    if len(tail) > CONTEXT:
        tail = tail[:CONTEXT] + ELLIPSIS
    return DiffSide(truncate(side.core), head, tail)


def _common_prefix_length(first: str, second: str) -> int:
    """The number of characters that two texts begin with in common."""
    pairs = enumerate(zip(first, second, strict=False))
    differing = (position for position, (a, b) in pairs if a != b)
    return next(differing, min(len(first), len(second)))
