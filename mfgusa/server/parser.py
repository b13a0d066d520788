"""The head of a request, tidied before waitress reads it."""

import re

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, Error

CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\r\n"))
REQUEST_LINE = re.compile(rb"[^ ]+ [^ ]+ HTTP/[0-9]\.[0-9]")
MOST_FIELDS = 100  # Browsers send about twenty.


class LengthRequired(Error):
    """The answer to a body in chunks, whose parsing may take as long as you like."""

    code = 411
    reason = "Length Required"

    def __init__(self) -> None:
        super().__init__("Send the body with Content-Length, not in chunks.")


class Parser(HTTPRequestParser):
    """Reads a request in a time that grows as its size does.

    The patterns of waitress try each split of a run of blanks or digits before they
    give up. Here they get only lines that they match at once.
    """

    error: Error | None
    command = path = ""  # Of a head that cannot be read.

    def parse_header(self, header_plus: bytes) -> None:
        head = header_plus.rstrip(b"\r\n")
        request_line, *lines = head.split(b"\r\n")
        if not REQUEST_LINE.fullmatch(request_line):
            raise ParsingError("Start line is invalid")
        if len(lines) > MOST_FIELDS:
            raise ParsingError("Too many header fields")
        fields = [read_field(line) for line in lines]
        if head.translate(None, CONTROLS) != head:
            raise ParsingError("Control character in the head")
        if error := refuse_chunks({name.lower() for name, _value in fields}):
            self.error, fields = error, []
        tidied = [request_line, *(name + b":" + value for name, value in fields)]
        try:
            super().parse_header(b"\r\n".join([*tidied, b"", b""]))
        except ValueError as error:  # An address or a length that Python refuses.
            raise ParsingError("Bad URI or Content-Length") from error


def read_field(line: bytes) -> tuple[bytes, bytes]:
    """The name and the value of a header field, which has a line of its own."""
    name, colon, value = line.partition(b":")
    if not colon or line[:1] in (b" ", b"\t"):
        raise ParsingError("Invalid header")
    return name, value.strip(b" \t")


def refuse_chunks(names: set[bytes]) -> Error | None:
    """The answer to a request whose body has no length, or two."""
    if b"transfer-encoding" not in names:
        return None
    if b"content-length" in names:
        return BadRequest("Content-Length and Transfer-Encoding contradict each other")
    return LengthRequired()
