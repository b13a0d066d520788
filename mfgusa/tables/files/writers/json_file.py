"""Rows of a table as one JSON document, streamed."""

import json
from collections.abc import Iterable, Iterator, Mapping


def json_lines(
    rows: Iterable[Mapping[str, object]], opening: str, closing: str
) -> Iterator[str]:
    """One JSON document around the rows, each on a line of its own."""
    yield opening
    separator = "\n"
    for row in rows:
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield closing
