"""Whole responses: as they are read within a snapshot, and as the cache stores them."""

import gzip
import hashlib
import re
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

MAX_BODY_BYTES = 1_000_000  # Of a stored response, before it is compressed.
MAX_SPOOLED_BYTES = 64_000_000  # Of a file that is written to disk before it is sent.
CANONICAL = "canonical"  # The attribute of a response with its canonical URL.
COPIED = (CANONICAL,)  # Attributes that a response keeps with another body.
COMPRESSED_TYPES = ("image/png", "application/vnd.openxmlformats-officedocument")
UNSTORED_HEADERS = ("Content-Length", "Set-Cookie")
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


class StoredResponse(NamedTuple):
    """The headers and the body of a response with status 200."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_compressed: bool
    tag: str  # The ETag without its quotation marks and the content coding.

    @classmethod
    def from_response(cls, response: HttpResponse, tag: str) -> "StoredResponse":
        """A response in stored form."""
        body = response.content
        headers = tuple(
            (name, value)
            for name, value in response.items()
            if name not in UNSTORED_HEADERS
        )
        if response["Content-Type"].startswith(COMPRESSED_TYPES):
            return cls(headers, body, is_compressed=False, tag=tag)
        compressed = gzip.compress(body, 6, mtime=0)
        return cls(headers, compressed, is_compressed=True, tag=tag)

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


class BodyTooLarge(Exception):
    """A body is larger than MAX_SPOOLED_BYTES."""


class WholeBody(NamedTuple):
    """A response whose body was read to its end, and the SHA-256 of the body."""

    response: HttpResponse | FileResponse
    digest: str


def read_whole(response: HttpResponseBase) -> WholeBody:
    """The response with its whole body: in memory, or in a file if it is large.

    Raises BodyTooLarge; then the stream is closed.
    """
    if isinstance(response, HttpResponse):
        return WholeBody(response, hashlib.sha256(response.content).hexdigest())
    assert isinstance(response, StreamingHttpResponse)
    parts, digest = iter(response), hashlib.sha256()
    file = SpooledTemporaryFile(MAX_BODY_BYTES)  # noqa: SIM115 (sent, then closed)
    try:
        for part in parts:
            digest.update(part)
            file.write(part)
            if file.tell() > MAX_SPOOLED_BYTES:
                raise BodyTooLarge
    except BaseException:
        file.close()
        raise
    finally:
        close_body(response)
    return WholeBody(with_body(response, file), digest.hexdigest())


def close_body(response: HttpResponseBase) -> None:
    """End what a body is read from; `close` would end the request as well."""
    for close in response._resource_closers:  # type: ignore[attr-defined]
        close()
    response._resource_closers.clear()  # type: ignore[attr-defined]


def with_body(
    response: StreamingHttpResponse, file: "SpooledTemporaryFile[bytes]"
) -> HttpResponse | FileResponse:
    """A response with the headers of another one, and the bytes of a file."""
    size = file.tell()
    file.seek(0)
    copy: HttpResponse | FileResponse
    if size <= MAX_BODY_BYTES:
        with file:
            copy = HttpResponse(file.read(), headers=dict(response.items()))
    else:
        copy = FileResponse(file)
        for name, value in response.items():
            copy[name] = value
    copy["Content-Length"] = str(size)
    for name in COPIED:
        if hasattr(response, name):
            setattr(copy, name, getattr(response, name))
    return copy
