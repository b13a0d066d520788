"""What comes before the body: refused or read, but never pondered."""

import re

import pytest
from waitress import parser as waitress_parser
from waitress.adjustments import Adjustments

from mfgusa.server.parser import Parser

LIMIT = 16 * 1024
LONG = LIMIT - 200
CHUNKED = b"Transfer-Encoding: chunked\r\n"


class Recorder:
    """Stands before a pattern and keeps what it was asked to match."""

    def __init__(self, pattern):
        self.pattern, self.lines = pattern, []

    def match(self, line):
        self.lines.append(line)
        return self.pattern.match(line)

    fullmatch = match


@pytest.fixture
def patterns(monkeypatch):
    """The patterns of waitress that try each split before they give up."""
    recorders = {}
    for name in ("first_line_re", "HEADER_FIELD_RE"):
        recorders[name] = Recorder(getattr(waitress_parser, name))
        monkeypatch.setattr(waitress_parser, name, recorders[name])
    return recorders


def parse(head):
    request = Parser(Adjustments(max_request_header_size=LIMIT))
    request.received(head + b"\r\n\r\n")
    return request


@pytest.mark.parametrize(
    "line",
    [
        b"X:" + b" \t" * (LONG // 2) + b"\x01",
        b"X:" + b" " * LONG + b"a",
        b"X: a" + b" " * LONG,
        b"X: " + b"a " * (LONG // 2) + b"\x7f",
        b"X:" + b":" * LONG,
        b"X" * LONG,
        b"X: a\r\n" + b" b\r\n" * (LONG // 4) + b"Y: c",
        b"X:\r\n" * (LONG // 4) + b"Y:",
    ],
    ids=["control", "blanks", "end", "words", "colons", "name", "folds", "lines"],
)
def test_waitress_gets_only_fields_that_it_matches_at_once(patterns, line):
    parse(b"GET / HTTP/1.1\r\n" + line)

    at_once = re.compile(rb"[^:]+:([^\s\x00-\x1f\x7f].*)?")
    for given in patterns["HEADER_FIELD_RE"].lines:
        assert at_once.fullmatch(given)
        assert given == given.strip()


@pytest.mark.parametrize(
    "line",
    [
        b"GET a://" + b"1" * LONG + b" x HTTP/1.1",
        b"GET a://" + b"1" * LONG + b" HTTP/1.x",
        b"GET " * (LONG // 4),
        b"GET a://" + b"1" * LONG + b" ",
    ],
)
def test_waitress_gets_only_start_lines_that_it_matches_at_once(patterns, line):
    request = parse(line + b"\r\nHost: localhost")

    assert request.error.code == 400
    assert not patterns["first_line_re"].lines


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1\r\nX: \x01",
        b"GET /\x00 HTTP/1.1",
        b"GET / HTTP/1.1\r\nX: a\r\n folded",
        b"GET / HTTP/1.1" + b"\r\nX:" * (LONG // 4),
        b"GET http://[x/ HTTP/1.1",
        b"GET / HTTP/1.1\r\nContent-Length: " + b"9" * 5000,
    ],
)
def test_a_head_with_other_than_text_on_lines_is_refused(line):
    assert parse(line).error.code == 400


def test_a_value_arrives_without_the_blanks_around_it():
    request = parse(b"GET /a?b=c:d HTTP/1.1\r\nX-A: \t a  b:c\xe9 \r\nEmpty:\r\nX-A:d")

    assert request.error is None
    assert request.headers == {"X_A": "a  b:c\xe9, d", "EMPTY": ""}
    assert (request.path, request.query) == ("/a", "b=c:d")


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_a_body_in_chunks_is_refused_in_words(version):
    request = parse(b"POST / HTTP/" + version + b"\r\n" + CHUNKED.strip())

    assert request.error.code == 411
    assert request.completed


def test_a_body_of_two_lengths_is_refused(serve):
    client = serve().connect()
    client.send("/", "POST", CHUNKED + b"Content-Length: 5\r\n", b"0\r\n\r\n")

    status, headers, _body = client.read()

    assert (status, headers["connection"]) == (400, "close")
    assert client.is_hung_up()


def test_who_sends_chunks_reads_why_they_are_refused(serve):
    client = serve().connect()
    client.send("/", "POST", CHUNKED, b"1\r\nx\r\n0\r\n\r\n")

    status, headers, body = client.read()

    assert (status, headers["connection"]) == (411, "close")
    assert b"Content-Length" in body
    assert client.is_hung_up()


def test_heads_longer_than_the_limit_are_refused(serve):
    cookie = b"Cookie: " + b"a" * LIMIT + b"\r\n"

    assert serve().connect().send("/", headers=cookie).read()[0] == 431
