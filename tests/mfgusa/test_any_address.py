"""Any address, made up: it is answered, refused by name, or not found; never broken."""

import html
import json
from functools import cache
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfgusa.security.request_hygiene import Utf8OnlyMiddleware
from tests.addresses import CATALOGUES, LISTS, ROWS
from tests.hostile import HURT, SIGNS, TEXTS, Reader, quoted

OTHERS = {
    "/": ["as_of"],
    "/institutes/compare/": ["key"],
    "/search/": ["q"],
    "/indicators/workforce-participants/": ["institute"],
    "/pillars/1-public-private-partnerships/": ["institute"],
}
STRANGE = ["a[]", "q\r\nX", "state__code", "\x00", "é" * 300, "find_", "not_", "<b>"]
NUMBERS = ["0", "-1", "2016", "9999-99-99", "1e400", "9" * 400, "NaN", "0x10", "\uff12"]
CODE = [
    "' OR 1=1 --",
    "{{7*7}}",
    "%s%n",
    "../../etc/passwd",
    "//evil.example/",
    "(a+)+$",
]
KNOWN = [
    "OH",
    "arm",
    "DOE",
    "name",
    "-name",
    "robot",
    "not-recorded",
    "network",
    "",
    " ",
]
VALUES = [*NUMBERS, *CODE, *KNOWN, *TEXTS, HURT, SIGNS, "x" * 5000]
SUFFIXES = ["", "", "", ".csv", ".xlsx", ".json"]
BROKEN_COOKIE = 'sessionid="\\000aaaaaaaaaa"'
FORM = "multipart/form-data; boundary=b"
WIDELY = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@cache
def parameters(page):
    view = getattr(resolve(page).func, "view_class", None)
    if hasattr(view, "filterset_class"):
        return view.filterset_class(QueryDict(), view.queryset.all()).parameter_names
    return OTHERS.get(page, ["q"])


@st.composite
def addresses(draw):
    """A page or a file of it, and up to three parameters, known ones or strange."""
    page = draw(st.sampled_from([*CATALOGUES * 2, *LISTS, *ROWS, *OTHERS]))
    names = st.sampled_from([*parameters(page) * 2, *STRANGE])
    asked = draw(st.lists(st.tuples(names, st.sampled_from(VALUES)), max_size=3))
    suffix = draw(st.sampled_from(SUFFIXES)) if page in CATALOGUES else ""
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in asked)
    return (page[:-1] + suffix if suffix else page), query, {name for name, _ in asked}


@WIDELY
@given(asked=addresses())
def test_any_address_is_answered_refused_by_name_or_not_found(facts, client, asked):
    path, query, names = asked
    response = client.get(f"{path}?{query}")
    body = b"".join(response) if response.streaming else response.content

    assert response.status_code in (200, 302, 400, 404)
    assert response.get("Location", path).startswith(path)
    assert all(value.isprintable() for value in response.headers.values())
    if "text/html" in response.get("Content-Type", ""):
        assert Reader(body.decode()).found == []
    if response.status_code == 400:
        assert any(name[:100] in said(response) for name in names)


def said(response):
    """What a refusal says, as a person or a script reads it."""
    text = response.content.decode()
    if response["Content-Type"] == "application/problem+json":
        return " ".join(error["name"] for error in json.loads(text)["errors"])
    return html.unescape(text)


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/map.svg", "/data/", "/data/institutes.csv", "/pillars/", "/partners/"),
        *("/institutes/compare/", "/institutes/compare.csv", "/search/"),
        *("/collaboration/", "/indicators/workforce-participants/"),
    ],
)
def test_a_thousand_parameters_are_refused_in_one_sentence(facts, client, address):
    for query in (
        "&".join(f"a{n}=1" for n in range(1000)),
        "&".join(f"key=k{n}" for n in range(1000)),
    ):
        response = client.get(f"{address}?{query}")

        assert response.status_code == 400
        assert len(response.content) < 30_000


@pytest.mark.parametrize("words", ["a\x00b", "x" * 201])
@pytest.mark.parametrize("target", ["", "options-institute", "catalogue"])
def test_words_to_find_a_value_by_are_words(facts, client, words, target):
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    response = client.get("/partners/", {"find_institute": words}, headers=headers)
    file = client.get("/partners.json", {"find_institute": words})

    assert response.status_code == (200 if "options" in target else 400)
    assert file.json()["errors"][0]["name"] == "find_institute"


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        *((f"text/plain; charset={name}", "") for name in ("rot13", "idna", "cp037")),
        ("text/plain; charset=utf-8", "text/plain"),
        ('text/plain; charset="UTF8"', "text/plain"),
        ("multipart/form-data; charset=utf-8; boundary=b", FORM),
        ("multipart/form-data; boundary=b; charset=utf-8", FORM),
        (FORM, FORM),
    ],
)
def test_no_header_changes_the_characters_of_an_address(kind, read):
    seen = []
    site = Utf8OnlyMiddleware(lambda environ, _start: seen.append(WSGIRequest(environ)))
    query = {
        "QUERY_STRING": "q=caf%C3%A9",
        "REQUEST_METHOD": "GET",
        "wsgi.input": BytesIO(),
    }
    site(query | {"CONTENT_TYPE": kind}, None)

    assert seen[0].META["CONTENT_TYPE"] == read
    assert seen[0].GET["q"] == "café"


def test_a_cookie_of_signs_is_not_read(db, client):
    headers = {"Cookie": BROKEN_COOKIE}

    assert client.get("/admin/login/", headers=headers).status_code == 200
    assert client.post("/skills/", headers=headers).status_code == 405
