"""What HTTP/1.1 promises, on one connection."""

import pytest

from tests.mfgusa.server.conftest import LARGE


def test_a_connection_stays_open_after_answers_of_every_kind(serve):
    client = serve().connect()

    assert client.send("/").read()[2] == b"body: "
    assert client.send("/unchanged").read()[0] == 304
    status, headers, body = client.send("/large").read()
    assert (status, headers["transfer-encoding"]) == (200, "chunked")
    assert len(body) == LARGE
    assert client.send("/").read()[2] == b"body: "


@pytest.mark.parametrize("path", ["/", "/large"])
def test_an_answer_to_head_has_the_same_headers_and_no_body(serve, path):
    client = serve().connect()

    headers = client.send(path, "HEAD").read("HEAD")[1]

    expected = client.send(path).read()[1]
    assert headers | {"date": ""} == expected | {"date": ""}
    assert "server" not in headers


def test_requests_sent_at_once_are_answered_in_turn(serve):
    client = serve().connect()
    for body in (b"a", b"b", b"c"):
        client.send("/", "POST", b"Content-Length: 1\r\n", body)

    answers = [client.read()[2] for _answer in range(3)]

    assert answers == [b"body: a", b"body: b", b"body: c"]


def test_a_client_that_asks_whether_to_go_on_may(serve):
    head = b"Content-Length: 5\r\nExpect: 100-continue\r\n"
    client = serve().connect().send("/", "POST", head)
    assert client.read()[0] == 100

    client.socket.sendall(b"hello")

    assert client.read()[2] == b"body: hello"


def test_a_large_body_arrives_whole(serve):
    body = bytes(range(256)) * 200_000  # 51 MB.
    length = f"Content-Length: {len(body)}\r\n".encode()

    answer = serve().connect().send("/", "POST", length, body).read()[2]

    assert answer == b"body: " + body


def test_a_body_beyond_the_limit_is_refused(serve):
    site = serve(body=1000)

    assert (
        site.connect().send("/", "POST", b"Content-Length: 1000\r\n").read()[0] == 413
    )


def test_an_answer_that_breaks_off_has_no_end_and_is_logged(serve, caplog):
    client = serve().connect().send("/broken")

    assert client.is_hung_up()
    assert "No answer to /broken" in caplog.text


def test_headers_of_proxies_arrive_as_they_are(serve):
    site = serve()
    site.application.echo = lambda environ: [
        f"{environ['HTTP_X_FORWARDED_FOR']} {environ['REMOTE_ADDR']}".encode()
    ]

    answer = site.connect().send("/", headers=b"X-Forwarded-For: 192.0.2.1\r\n").read()

    assert answer[2] == b"192.0.2.1 127.0.0.1"
