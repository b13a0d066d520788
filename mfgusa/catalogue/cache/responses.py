"""An answer to a request as it is kept: whole, compressed, up to a size."""

import gzip
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse

MAX_BODY_BYTES = 1_000_000  # Bytes of an answer that is kept, before it is compressed.
COMPRESSED = ("image/png", "application/vnd.openxmlformats-officedocument")
UNSTORED_HEADERS = ("Content-Length", "Set-Cookie")
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class StoredResponse(NamedTuple):
    """The headers and the body of an answer (status 200)."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_zipped: bool

    @classmethod
    def of(cls, response: Any) -> "StoredResponse | None":
        """A response as it is kept; none, and untouched, if it is too large."""
        body = read_body(response)
        if body is None:
            return None
        headers = tuple(
            pair for pair in response.items() if pair[0] not in UNSTORED_HEADERS
        )
        if response["Content-Type"].startswith(COMPRESSED):
            return cls(headers, body, is_zipped=False)
        return cls(headers, gzip.compress(body, 6, mtime=0), is_zipped=True)

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer in a coding that the reader understands."""
        takes = ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", ""))
        is_plain = self.is_zipped and not takes
        body = gzip.decompress(self.body) if is_plain else self.body
        response = HttpResponse(body, headers=dict(self.headers))
        if self.is_zipped and takes:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(body))
        return response


def read_body(response: Any) -> bytes | None:
    """The body of a response, unless it is larger than what is kept."""
    if not response.streaming:
        return response.content if len(response.content) <= MAX_BODY_BYTES else None
    parts = iter(response.streaming_content)
    begun = list(take_until_size(MAX_BODY_BYTES, parts))
    if sum(map(len, begun)) <= MAX_BODY_BYTES:
        if file := getattr(response, "file_to_stream", None):
            file.close()
        return b"".join(begun)
    response.streaming_content = chain(begun, parts)
    return None


def take_until_size(most: int, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a stream until they are more than `most` bytes, or end."""
    size = 0
    for part in parts:
        yield part
        size += len(part)
        if size > most:
            return
