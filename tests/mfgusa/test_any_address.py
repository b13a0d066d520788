"""Any address, made up or hostile: answered, refused by name, or not found."""

import html
import json
from functools import cache
from io import BytesIO
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfgusa.security.request_hygiene import Utf8OnlyMiddleware
from roadmaps.models import Roadmap
from tests.addresses import CATALOGUES, DETAILS, LISTS
from tests.injection import (
    HTML_PAYLOAD,
    PAYLOADS,
    QUERY_SYNTAX,
    active_content,
    create_injected_rows,
    percent_encoded,
)

pytestmark = pytest.mark.django_db
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
    *("' OR 1=1 --", "{{7*7}}", "%s%n", "../../etc/passwd", "//evil.example/"),
    "(a+)+$",
]
KNOWN = [
    *("OH", "arm", "DOE", "name", "-name", "robot", "not-recorded", "network", "", " ")
]
VALUES = [*NUMBERS, *CODE, *KNOWN, *PAYLOADS, HTML_PAYLOAD, QUERY_SYNTAX, "x" * 5000]
SUFFIXES = ["", "", "", ".csv", ".xlsx", ".json"]
NOT_NUMBERS = [
    *("²", "\uff12\uff10\uff11\uff17", "2017.0", "+2017", "02017", "1e3", "2_017"),
    *("NaN", "-1"),
]
TAKE_NUMBERS = [
    "/?as_of=",
    "/map.svg?as_of=",
    "/institutes.csv?as_of=",
    "/institutes.csv?established_min=",
    "/partners.csv?institutes_max=",
    "/funding.csv?amount_min=",
    "/places.csv?partners_min=",
    "/collaboration.csv?as_of=",
]
TAKE_WORDS = [
    "/search/?q=",
    "/partners/?q=",
    "/partners/?find_state=",
    "/partners/?country=",
    "/funding/?sort=",
    "/institutes/compare/?key=",
    "/collaboration/?by=",
    "/data/?x=",
]
COOKIE_WITH_NUL = 'sessionid="\\000aaaaaaaaaa"'
FORM = "multipart/form-data; boundary=b"
THOROUGH = settings(
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
    page = draw(st.sampled_from([*CATALOGUES * 2, *LISTS, *DETAILS, *OTHERS]))
    names = st.sampled_from([*parameters(page) * 2, *STRANGE])
    params = draw(st.lists(st.tuples(names, st.sampled_from(VALUES)), max_size=3))
    suffix = draw(st.sampled_from(SUFFIXES)) if page in CATALOGUES else ""
    query = "&".join(
        f"{percent_encoded(name)}={percent_encoded(value)}" for name, value in params
    )
    path = page[:-1] + suffix if suffix else page
    return path, query, {name for name, _value in params}


@THOROUGH
@given(address=addresses())
def test_any_address_is_answered_refused_by_name_or_not_found(facts, client, address):
    path, query, names = address
    response = client.get(f"{path}?{query}")
    body = b"".join(response) if response.streaming else response.content

    assert response.status_code in (200, 302, 400, 404)
    assert response.get("Location", path).startswith(path)
    assert all(value.isprintable() for value in response.headers.values())
    if "text/html" in response.get("Content-Type", ""):
        assert active_content(body.decode()) == []
    if response.status_code == 400:
        assert any(name[:100] in message(response) for name in names)


def message(response):
    """The message of a refusal, as a person or a script reads it."""
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
    ("content_type", "expected"),
    [
        *((f"text/plain; charset={name}", "") for name in ("rot13", "idna", "cp037")),
        ("text/plain; charset=utf-8", "text/plain"),
        ('text/plain; charset="UTF8"', "text/plain"),
        ("multipart/form-data; charset=utf-8; boundary=b", FORM),
        ("multipart/form-data; boundary=b; charset=utf-8", FORM),
        (FORM, FORM),
    ],
)
def test_no_header_changes_the_characters_of_an_address(content_type, expected):
    requests = []
    site = Utf8OnlyMiddleware(
        lambda environ, _start: requests.append(WSGIRequest(environ))
    )
    query = {
        "QUERY_STRING": "q=caf%C3%A9",
        "REQUEST_METHOD": "GET",
        "wsgi.input": BytesIO(),
    }
    site(query | {"CONTENT_TYPE": content_type}, None)

    assert requests[0].META["CONTENT_TYPE"] == expected
    assert requests[0].GET["q"] == "café"


def test_a_cookie_with_a_control_character_is_ignored(client):
    headers = {"Cookie": COOKIE_WITH_NUL}

    assert client.get("/admin/login/", headers=headers).status_code == 200
    assert client.post("/skills/", headers=headers).status_code == 405


@pytest.mark.parametrize("address", TAKE_NUMBERS)
def test_a_number_is_written_in_one_way(client, address):
    for text in NOT_NUMBERS:
        response = client.get(address + percent_encoded(text))
        assert response.status_code == 400, text


@pytest.mark.parametrize("address", TAKE_WORDS)
def test_hostile_words_are_words(client, address):
    for text in PAYLOADS:
        response = client.get(address + percent_encoded(text))

        assert response.status_code in (200, 400), ascii(text)
        assert active_content(response.content.decode()) == [], ascii(text)


@pytest.mark.parametrize("address", CATALOGUES)
def test_an_address_with_more_values_than_a_person_chooses_is_refused(client, address):
    query = urlencode({"institute": [f"i-{n}" for n in range(500)]}, doseq=True)

    page = client.get(f"{address}?{query}")
    file = client.get(f"{address[:-1]}.csv?{query}")

    assert (page.status_code, file.status_code) == (400, 400)
    assert len(page.content) < 30_000


def test_each_answer_to_htmx_says_what_it_depends_on(client):
    for target in ("catalogue", "options-state", "elsewhere"):
        headers = {"HX-Request": "true", "HX-Target": target}
        response = client.get("/partners/?find_state=o", headers=headers)

        assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("address", [*CATALOGUES, "/", "/search/", "/collaboration/"])
def test_pages_are_only_read(client, address):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.generic(method, address).status_code == 405, method
    assert client.options(address).status_code in (200, 405)


def test_no_page_takes_words_of_a_row_for_markup(client):
    first, second, *_ = rows = create_injected_rows()
    compared = urlencode({"key": [first.key, second.key]}, doseq=True)
    for address in (
        *(row.get_absolute_url() for row in rows),
        *CATALOGUES,
        *("/", "/search/?q=alert", "/collaboration/"),
        *("/focus-areas/?sort=name", "/indicators/?sort=name", "/places/?sort=name"),
        f"/institutes/compare/?{compared}",
        f"/partners/?also={first.key}&q={percent_encoded(HTML_PAYLOAD)}",
    ):
        response = client.get(address)

        assert response.status_code == 200, address
        assert active_content(response.content.decode()) == [], address


def test_no_picture_takes_words_of_a_row_for_markup(client):
    create_injected_rows()
    lists = ("institutes", "partners", "sites", "places", "funding", "roadmap-items")
    for name in ("map", *lists, f"roadmaps/{Roadmap.objects.get().key}"):
        root = ET.fromstring(client.get(f"/{name}.svg").content)

        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "img", "foreignObject"}
