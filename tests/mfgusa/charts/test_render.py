"""Each picture is rendered once; a damaged cache does not break a page."""

import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as site
from django.core.cache import caches
from django.utils.translation import gettext_lazy

from mfgusa.charts import render
from mfgusa.charts.legends import LegendEntry
from mfgusa.charts.pictures import Picture, picture_response
from mfgusa.charts.style import chart_spec
from tests.mfgusa.charts.drawings import one_of_each


@pytest.fixture
def drawings(monkeypatch):
    """The specs rendered so far."""
    specs, draw = [], render.render_svg
    monkeypatch.setattr(render, "render_svg", lambda s: specs.append(s) or draw(s))
    return specs


def test_a_picture_is_drawn_once_for_all_processes(fresh_cache, drawings):
    first = one_of_each()[1].svg
    caches.close_all()

    assert one_of_each()[1].svg == first
    assert len(drawings) == 1


def test_concurrent_readers_wait_for_one_drawing(fresh_cache, drawings):
    with ThreadPoolExecutor(6) as threads:
        svgs = set(threads.map(lambda _n: one_of_each()[2].svg, range(6)))

    assert len(svgs) == len(drawings) == 1


def test_another_name_is_another_picture(fresh_cache, drawings):
    assert one_of_each("Ohio")[0].svg != one_of_each("Ohio & all")[0].svg
    assert len(drawings) == 2


def test_other_constant_values_are_another_picture(fresh_cache, drawings):
    for word in ("Ohio", "Iowa"):
        values = render.ConstantValues([{"word": word}])
        mark = {"data": {"values": values}, "mark": "text"}
        text = {"encoding": {"text": {"field": "word"}}}
        picture = Picture("A title", "", chart_spec([mark | text], height=90))
        assert word in picture.svg


def test_a_damaged_entry_is_drawn_again(fresh_cache, drawings):
    first = one_of_each()[1].svg
    (entry,) = fresh_cache.glob("*.djcache")
    entry.write_bytes(entry.read_bytes()[:40] + b"broken")

    assert one_of_each()[1].svg == first
    assert len(drawings) == 2


def test_an_unwritable_folder_does_not_break_a_page(fresh_cache, drawings):
    fresh_cache.write_text("A file where the folder should be.")

    assert one_of_each()[1].svg.startswith("<svg")


def test_a_png_has_the_size_of_link_previews():
    for picture in one_of_each():
        assert struct.unpack(">II", picture.png[16:24]) == (1200, 630)


@pytest.mark.parametrize(
    ("suffix", "type_"), [("svg", "image/svg+xml"), ("png", "image/png")]
)
def test_a_file_has_its_type_and_a_name(suffix, type_):
    response = picture_response(one_of_each()[1], suffix)

    assert response["Content-Type"] == type_
    assert response["Content-Disposition"] == f'inline; filename="a-title.{suffix}"'


def test_a_file_has_title_legend_and_no_links():
    file = one_of_each()[0].file.decode()

    for words in ("A title", "What to see.", "a unit", "Defense", "#0072b2"):
        assert words in file
    assert "<a " not in file
    assert "href" not in file
    assert "var(" not in file


def test_invalid_characters_do_not_break_a_file():
    entry = LegendEntry(gettext_lazy("\x00 & <key> " + "long " * 100), "ink", "circle")
    words = {"data": {"values": [{}]}, "mark": "text"}
    picture = Picture(
        "<&\x0b>" * 300, "\x01", chart_spec([words], height=90), "\x02", (entry,)
    )

    assert picture.svg.startswith("<svg")
    assert picture.file.startswith(b"<svg")
    assert picture.png.startswith(b"\x89PNG")
    assert picture_response(one_of_each("\x00")[0], "svg").content


def test_importing_the_site_does_not_load_the_drawing_library():
    code = (
        "import sys, django; from django.conf import settings;"
        " settings.configure(); import mfgusa.charts;"
        " sys.exit('vl_convert' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=site.BASE_DIR, check=True)
