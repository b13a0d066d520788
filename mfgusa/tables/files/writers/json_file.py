"""Rows of a table as one JSON document, written as they are read."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def json_lines(
    rows: Iterable[dict[str, Any]], opening: str, close: str
) -> Iterator[str]:
    """One JSON document around the rows, each on a line of its own."""
    yield opening
    separator = "\n"
    for row in rows:
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield close
