"""A response as the page cache stores it: whole, compressed, up to a size."""

import gzip
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

MAX_BODY_BYTES = 1_000_000  # Of a stored response, before it is compressed.
COMPRESSED_TYPES = ("image/png", "application/vnd.openxmlformats-officedocument")
UNSTORED_HEADERS = ("Content-Length", "Set-Cookie")
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class StoredResponse(NamedTuple):
    """The headers and the body of a response with status 200."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_compressed: bool

    @classmethod
    def from_response(cls, response: HttpResponseBase) -> "StoredResponse | None":
        """A response in stored form; None, with the response intact, if too large."""
        body = read_body(response)
        if body is None:
            return None
        headers = tuple(
            (name, value)
            for name, value in response.items()
            if name not in UNSTORED_HEADERS
        )
        if response["Content-Type"].startswith(COMPRESSED_TYPES):
            return cls(headers, body, is_compressed=False)
        return cls(headers, gzip.compress(body, 6, mtime=0), is_compressed=True)

    def to_response(self, request: HttpRequest) -> HttpResponse:
        """The response in a content coding that the client accepts."""
        accepts_gzip = ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", ""))
        decompress = self.is_compressed and not accepts_gzip
        body = gzip.decompress(self.body) if decompress else self.body
        response = HttpResponse(body, headers=dict(self.headers))
        if self.is_compressed and accepts_gzip:
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(body))
        return response


def read_body(response: HttpResponseBase) -> bytes | None:
    """The body of a response; None if it is larger than MAX_BODY_BYTES."""
    if isinstance(response, HttpResponse):
        content = response.content
        return content if len(content) <= MAX_BODY_BYTES else None
    if not isinstance(response, StreamingHttpResponse):
        return None
    parts = iter(response)
    first_parts = list(take_until_size(MAX_BODY_BYTES, parts))
    if sum(map(len, first_parts)) <= MAX_BODY_BYTES:
        if file := getattr(response, "file_to_stream", None):
            file.close()
        return b"".join(first_parts)
    response.streaming_content = chain(first_parts, parts)
    return None


def take_until_size(size: int, parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a stream until they exceed `size` bytes together, or end."""
    total = 0
    for part in parts:
        yield part
        total += len(part)
        if total > size:
            return
