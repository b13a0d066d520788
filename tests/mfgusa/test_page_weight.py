"""Pages stay light: HTML and stylesheet, compressed as a server sends them."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.addresses import EVERY

KB = 1000


def compressed(content):
    return len(gzip.compress(content, compresslevel=6))


@pytest.mark.parametrize("address", EVERY)
def test_a_page_and_its_styles_weigh_little(facts, client, address):
    style = Path(finders.find("mfgusa/site.css")).read_bytes()
    page = client.get(address).content

    limit = 120 if address.startswith("/?") or address == "/" else 60
    assert compressed(page) + compressed(style) <= limit * KB
