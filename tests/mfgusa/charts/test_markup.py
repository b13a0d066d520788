"""What stands in a page is well-formed, safe and right in both schemes."""

import gzip
import re
from urllib.parse import urlencode

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mfgusa.charts.bars import Bar
from mfgusa.charts.maps import StateShade
from mfgusa.charts.markup import ALLOWED_ATTRIBUTES
from mfgusa.charts.palette import LIGHT_COLORS
from tests.mfgusa.charts.drawings import (
    SVG,
    bars_of,
    elements,
    links,
    map_of,
    one_of_each,
    texts,
)

HTML_PAYLOADS = [
    "<script>alert(1)</script>",
    """&amp; <b> "double" 'single' ]]>""",
    "]]>" + "very long " * 400,
    "🏭👩🏽‍🔬 emoji",
    "مصنع ‏RTL‎ مختلط",
    "\x00\x0b\x1f control \ufffe",
    "\ud800 half a pair",
    "datum.label + '{{ x }}' \\n ${y}",
    " ",
]
ELEMENTS = {"svg", "g", "a", "path", "line", "rect", "text", "tspan", "title"}
ATTRIBUTES = (
    ALLOWED_ATTRIBUTES | {"aria-label"},
    {"viewBox", "class", "role", "aria-label"},
)


def assert_fit_for_a_page(svg):
    for element in elements(svg):
        name = element.tag.removeprefix(SVG)
        assert name in ELEMENTS
        assert set(element.attrib) <= ATTRIBUTES[name == "svg"], name
        for channel in {"fill", "stroke"} & set(element.attrib):
            token = re.fullmatch(r"none|var\(--([a-z0-9-]+)\)", element.get(channel))
            assert token, element.get(channel)
            assert token[1] is None or token[1] in LIGHT_COLORS
        assert not element.get("href", "/").startswith(("http", "//", "javascript"))


@pytest.mark.parametrize("label", HTML_PAYLOADS, ids=range(len(HTML_PAYLOADS)))
def test_no_label_injects_markup(label):
    for picture in one_of_each(label):
        assert_fit_for_a_page(picture.svg)
        assert links(picture.svg)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    label=st.text(max_size=40), query=st.text(st.characters(codec="utf-8"), max_size=20)
)
@example(label="\r", query="")
def test_any_label_and_url_are_preserved(label, query):
    url = f"/funding/?{urlencode({'q': query})}"
    picture = bars_of(Bar("2015", "Federal", 7e7, "Bar " + label, url))
    assert_fit_for_a_page(picture.svg)
    ((address, name, tooltip),) = links(picture.svg)
    assert address == url
    assert name.startswith("Bar ")
    assert name == tooltip


@pytest.mark.parametrize(
    "url", ["/partners/?state=OH&sector=a%20b", "?state=OH", "#row-1", "/ä/"]
)
def test_a_local_url_is_unchanged(url):
    for picture in one_of_each("A name", url):
        for address, *_words in links(picture.svg):
            assert address == url


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example/", ""])
def test_an_external_url_is_not_a_link(url):
    for picture in one_of_each("A name", url):
        assert not links(picture.svg)


def test_the_root_has_a_role_and_a_name():
    with_links, *_rest = elements(one_of_each()[0].svg)
    without_links, *_rest = elements(map_of().svg)

    assert with_links.attrib["role"] == "group"
    assert with_links.attrib["aria-label"] == "A title. What to see."
    assert without_links.attrib["role"] == "img"
    assert not {"width", "height"} & set(with_links.attrib)
    assert with_links.attrib["class"] == "picture map"


def test_a_map_of_every_state_weighs_little():
    states = [
        StateShade(f"{n:02}", "", n, f"State {n}: {n} partners", f"/places/{n}/")
        for n in range(1, 57)
    ]
    svg = map_of(states).svg

    assert len(links(svg)) == 51
    assert len(gzip.compress(svg.encode())) < 20_000


def test_the_figure_has_title_unit_legend_and_files():
    picture = one_of_each()[1]
    page = render_to_string(
        "partials/picture.html",
        {"picture": picture, "picture_files": True, "base": "/f", "query": "a=1"},
    )

    assert 'href="/f.svg?a=1"' in page
    assert 'href="/f.png?a=1"' in page
    assert "Federal" in page
    assert "at least" in page
    assert picture.svg in page
    assert "$ million" in texts(picture.svg)
