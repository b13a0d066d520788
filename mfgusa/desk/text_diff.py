"""Where two texts differ, with as much around it as makes it understood."""

from dataclasses import dataclass

LONG = 90  # Characters that a text shows without being cut.
AROUND = 30  # Characters of what stays the same, before and after a difference.
ELLIPSIS = "…"


@dataclass(frozen=True)
class Side:
    """A text that was or will be: what differs, and a little of what stands around."""

    core: str
    head: str = ""
    tail: str = ""

    def __len__(self) -> int:
        return len(self.core) + len(self.head) + len(self.tail)


def cut(text: str, most: int = LONG) -> str:
    """The beginning of a long text."""
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def differing(was: str, will: str, *, whole: bool = False) -> tuple[Side, Side]:
    """Both texts; when they are long, with what differs apart from what does not."""
    if not (was and will) or max(len(was), len(will)) <= LONG:
        return (Side(was), Side(will)) if whole else (Side(cut(was)), Side(cut(will)))
    start = was.rfind(" ", 0, _alike(was, will)) + 1
    same = _alike(was[start:][::-1], will[start:][::-1])
    tail = was[len(was) - same :]
    tail = tail[tail.find(" ") :] if " " in tail else ""
    sides = [
        Side(text[start : len(text) - len(tail)], text[:start], tail)
        for text in (was, will)
    ]
    return tuple(sides if whole else map(_shortened, sides))  # type: ignore[return-value]


def _shortened(side: Side) -> Side:
    head, tail = side.head, side.tail
    if len(head) > AROUND:
        head = ELLIPSIS + head[-AROUND:]
    if len(tail) > AROUND:
        tail = tail[:AROUND] + ELLIPSIS
    return Side(cut(side.core), head, tail)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    unlike = (position for position, (a, b) in pairs if a != b)
    return next(unlike, min(len(one), len(other)))
