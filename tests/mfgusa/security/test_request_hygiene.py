"""What is dropped from a request before Django reads it."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from mfgusa import wsgi

LONG = 15_700  # Characters; a head may have 16 KB.


@pytest.fixture
def read_cookies(monkeypatch):
    """The cookies that Django reads from a header that the site was sent."""

    def read(header):
        environ = {"REQUEST_METHOD": "GET", "wsgi.input": BytesIO()}
        wsgi.application(environ | {"HTTP_COOKIE": header}, None)
        return requests.pop().COOKIES

    requests = []
    handler = "django.core.handlers.wsgi.WSGIHandler.__call__"
    monkeypatch.setattr(
        handler, lambda _self, environ, _start: requests.append(WSGIRequest(environ))
    )
    return read


@pytest.mark.parametrize("name", ["a", "sessionid", "csrftoken"])
@pytest.mark.parametrize("escapes", ["\\" * LONG, '\\"' * (LONG // 2), "\\101\\"])
def test_no_escapes_of_a_cookie_are_read(read_cookies, monkeypatch, name, escapes):
    values = []
    monkeypatch.setattr("http.cookies._unquote", lambda v: values.append(v) or v)

    cookies = read_cookies(f'one=1; {name}="{escapes}"; two=2')

    assert cookies == {"one": "1", "two": "2"}
    assert values == ["1", "2"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("sessionid=a1; csrftoken=b2", {"sessionid": "a1", "csrftoken": "b2"}),
        ('_ga="GA1.2/3:4 5,6";x={"a":1}', {"_ga": "GA1.2/3:4 5,6", "x": '{"a":1}'}),
        ("a=%5C; flag; b==", {"a": "%5C", "": "flag", "b": "="}),
        ('a="\\"; sessionid=a1', {"sessionid": "a1"}),
    ],
)
def test_other_cookies_are_read_as_they_are(read_cookies, header, expected):
    assert read_cookies(header) == expected
