"""Public answers are kept while the data stand; a write is seen at once."""

import gzip
import logging
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from itertools import count, permutations
from typing import NamedTuple
from unittest.mock import Mock

import pytest
import redis
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError
from django.http import HttpResponse

from institutes.models import Partner
from mfgusa import env, redis_cache
from mfgusa.catalogue.cache import entry, responses
from mfgusa.catalogue.cache.middleware import (
    VersionedCacheMiddleware,
    cached_by_version,
    set_canonical_url,
)
from mfgusa.db.models import DataVersion, DataVersionQuerySet
from tests.factories import MembershipFactory, PartnerFactory, SkillFactory

pytestmark = pytest.mark.django_db
numbers = count()


@pytest.fixture(autouse=True)
def pages(settings):
    """A page cache in memory, with nothing in it."""
    name = f"test-{next(numbers)}"
    here = env.cache_settings("", name, entries=1000)
    settings.CACHES = {**settings.CACHES, "pages": here}
    return caches["pages"]


@pytest.fixture
def queries(django_assert_num_queries):
    return django_assert_num_queries


def test_an_unchanged_page_costs_one_query(client, queries):
    MembershipFactory()
    first = client.get("/partners/?sector=industry")

    with queries(1):
        second = client.get("/partners/?sector=industry")

    assert second.content == first.content
    assert second["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_the_next_request_sees_a_write(client):
    partner = PartnerFactory(name="Before")
    client.get("/partners/")

    Partner.objects.filter(pk=partner.pk).update(name="After")

    assert "After" in client.get("/partners/").text
    assert "Before" not in client.get("/partners/").text


@pytest.mark.parametrize("address", ["/partners/", "/partners.csv", "/"])
def test_who_holds_the_answer_is_told_so_until_a_write(client, queries, address):
    tag = client.get(address)["ETag"]

    with queries(1):
        same = client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)

    PartnerFactory()
    new = client.get(address, headers={"If-None-Match": tag})
    assert (new.status_code, new["ETag"] == tag) == (200, False)


def test_another_life_of_the_database_starts_from_nothing(client, pages):
    first = client.get("/partners/")

    call_command("renew_life")

    second = client.get("/partners/", headers={"If-None-Match": first["ETag"]})
    assert (second.status_code, second.page_cache) == (200, "miss")
    assert len(pages._cache) == 2


def test_another_release_makes_pages_of_its_own(client, monkeypatch):
    tag = client.get("/partners/")["ETag"]
    monkeypatch.setattr(entry, "code_version", lambda: "another")

    response = client.get("/partners/", headers={"If-None-Match": tag})

    assert (response.status_code, response.page_cache) == (200, "miss")


def test_each_coding_has_its_own_tag(client):
    plain = client.get("/partners/")
    zipped = client.get("/partners/", headers={"Accept-Encoding": "br, gzip"})
    refused = client.get("/partners/", headers={"Accept-Encoding": "gzip;q=0"})

    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content == refused.content
    assert zipped["ETag"] != plain["ETag"] == refused["ETag"]
    assert int(zipped["Content-Length"]) == len(zipped.content)
    assert "Accept-Encoding" in zipped["Vary"]


def test_the_order_of_parameters_does_not_count(client, queries):
    PartnerFactory(name="Steel Works")
    first = client.get("/partners/?q=steel&sector=industry")

    with queries(1):
        second = client.get("/partners/?sector=industry&q=steel")

    assert second.content == first.content


def test_a_part_of_the_sitemap_is_stored_until_its_rows_are_written(client, queries):
    SkillFactory()
    PartnerFactory()
    client.get("/sitemap-partners.xml")
    SkillFactory()
    DataVersion.objects.versions()  # A process asks once what the counters count.

    with queries(1):
        client.get("/sitemap-partners.xml")

    PartnerFactory(key="another")
    assert "/partners/another/" in client.get("/sitemap-partners.xml").text


def test_no_spelling_of_an_address_fills_the_cache(client, pages):
    MembershipFactory()
    sectors = ("industry", "academia", "government", "nonprofit")
    for order in permutations(sectors):
        client.get("/partners/", {"sector": order})
    for n in range(5):
        client.get("/partners/", {"nonsense": n})
        client.get("/partners/", {"page": "1", "sector": ["industry"] * n})
        client.get("/partners/", headers={"HX-Request": "true", "HX-Target": f"x{n}"})
        client.get(Partner.objects.get().get_absolute_url(), {"shared-by": n})
        client.get("/pillars/", {"shared-by": n})
        client.get(f"/partners/nobody-{n}/")

    assert len(pages._cache) == 1  # All sectors, in their order.


def test_a_fragment_is_no_page(client):
    PartnerFactory()
    htmx = {"HX-Request": "true", "HX-Target": "catalogue"}

    page = client.get("/partners/")
    fragment = client.get("/partners/", headers=htmx)
    again = client.get("/partners/", headers=htmx)

    assert "<html" in page.text
    assert "<html" not in fragment.text
    assert (again.content, again["HX-Push-Url"]) == (fragment.content, "/partners/")
    assert page["ETag"] != fragment["ETag"]
    assert {"HX-Request", "HX-Target"} <= set(page["Vary"].split(", "))


def test_who_is_signed_in_is_answered_anew(admin_client, pages):
    response = admin_client.get("/partners/")

    assert response["Cache-Control"] == "private, no-cache"
    assert not pages._cache


@pytest.mark.parametrize("value", ["x", "a1" * 20, "a1" * 16, "", "\xe9" * 40])
def test_a_made_up_session_cookie_changes_nothing(client, queries, value):
    page = client.get("/partners/")
    client.cookies["sessionid"] = value

    with queries(1):
        same = client.get("/partners/")

    assert (same.content, same["ETag"]) == (page.content, page["ETag"])
    assert same["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not same.cookies


def test_who_has_signed_out_gets_the_page_of_visitors(admin_client, client, queries):
    page = client.get("/partners/")
    session_key = admin_client.cookies["sessionid"].value
    admin_client.logout()
    client.cookies["sessionid"] = session_key

    with queries(2):  # Whether there is such a session, and the data version.
        same = client.get("/partners/")

    assert (same.content, same["ETag"]) == (page.content, page["ETag"])


def test_a_curator_does_not_get_the_page_of_visitors(client, admin_client):
    tag = client.get("/partners/")["ETag"]

    page = admin_client.get("/partners/", headers={"If-None-Match": tag})

    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-cache")
    assert "ETag" not in page


@pytest.mark.parametrize("host", ["localhost:99999", "testserver:1234", "127.0.0.1"])
@pytest.mark.parametrize("address", ["/partners/", "/sitemap.xml", "/robots.txt"])
def test_the_host_of_a_request_is_on_no_page(client, queries, address, host):
    forged = client.get(address, headers={"Host": host})

    with queries(1):
        page = client.get(address)

    assert page.content == forged.content
    assert "http://testserver/" in page.text
    assert host not in page.text


def test_a_host_that_is_not_ours_gets_no_kept_page(client):
    client.get("/partners/")

    assert client.get("/partners/", headers={"Host": "evil.example"}).status_code == 400


def test_other_cookies_change_nothing(client, queries):
    page = client.get("/partners/")
    for name, value in {"csrftoken": "a" * 32, "messages": "[[]]", "_ga": "1"}.items():
        client.cookies[name] = value

    with queries(1):
        same = client.get("/partners/")

    assert same.content == page.content
    assert "Cookie" not in same["Vary"]


def test_a_large_download_is_streamed_and_not_kept(client, pages, monkeypatch):
    PartnerFactory.create_batch(3)
    small = client.get("/partners.csv")
    monkeypatch.setattr(responses, "MAX_BODY_BYTES", 100)
    pages.clear()

    large = client.get("/partners.csv")

    assert (small.streaming, large.streaming) == (False, True)
    assert large.getvalue() == small.getvalue()
    assert large["X-Row-Count"] == "3"
    assert not pages._cache


def test_head_is_answered_from_the_cache(client, queries):
    client.get("/institutes/")

    with queries(1):
        response = client.head("/institutes/")

    assert (response.status_code, response.content) == (200, b"")


def test_without_its_server_pages_are_made_anew(client, settings, caplog):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{probe.getsockname()[1]}/0"
        cache = env.cache_settings(nobody, "pages", entries=1)
        settings.CACHES = {**settings.CACHES, "pages": cache}
        for log_filter in logging.getLogger("mfgusa.shared_cache").filters:
            log_filter.passed_at.clear()  # Another test may have taken this minute.

        assert client.get("/institutes/").status_code == 200

    assert "The shared cache does not answer: ConnectionError" in caplog.text


@pytest.fixture
def server(tmp_path):
    """A Redis server of our own, on a socket."""
    address = tmp_path / "redis.sock"
    command = [shutil.which("redis-server"), "--port", "0", "--unixsocket", address]
    process = subprocess.Popen(
        [*command, "--save", "", "--dir", tmp_path], stdout=subprocess.DEVNULL
    )
    while not address.exists():
        assert process.poll() is None
        time.sleep(0.01)
    yield RedisServer(f"unix://{address}", process)
    process.terminate()
    process.wait()


class RedisServer(NamedTuple):
    """The URL of a Redis server, and its process."""

    url: str
    process: subprocess.Popen

    @contextmanager
    def hung(self):
        """It stands still: it neither answers nor hangs up."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


def test_processes_share_a_server(client, settings, queries, server):
    cache = env.cache_settings(server.url, "pages", entries=1)
    settings.CACHES = {**settings.CACHES, "pages": cache}
    first = client.get("/institutes/")

    with queries(1):
        second = client.get("/institutes/")

    assert second.content == first.content
    assert caches["pages"]._cache.get_client().dbsize() == 1


def test_a_server_that_hangs_is_left_out_by_all_caches_of_a_process(
    client, settings, server
):
    names = ("default", "pages", "page_reads")
    shared = {n: env.cache_settings(server.url, n, entries=1) for n in names}
    settings.CACHES = {**settings.CACHES, **shared}
    breaker = redis_cache.breaker_of(server.url)
    breaker.pause = 600

    with server.hung():
        with pytest.raises(redis.TimeoutError):
            caches["pages"].get("key")
        with pytest.raises(redis_cache.ServerLeftOut):
            caches["default"].set_many({"key": 1})
        assert client.get("/institutes/").status_code == 200
        assert breaker.lasts

    breaker.until = time.monotonic() - 1  # As after the pause.
    with pytest.raises(ValueError, match="not found"):
        caches["default"].incr("key")  # An answer, too.
    caches["pages"].set("key", "value")
    assert caches["pages"].get("key") == "value"


def test_a_kept_page_is_no_error_page_when_the_database_is_away(client, monkeypatch):
    client.raise_request_exception = False
    client.get("/institutes/")
    away = OperationalError("the server closed the connection unexpectedly")
    monkeypatch.setattr(DataVersionQuerySet, "versions", Mock(side_effect=away))

    response = client.get("/institutes/")

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    monkeypatch.undo()
    assert client.get("/institutes/").status_code == 200


def test_what_a_row_knows_no_parameter_of_leads_to_its_one_address(client, pages):
    page = PartnerFactory().get_absolute_url()
    for query in ("page=2", "a=1&a=2", "next=//evil.example"):
        response = client.get(f"{page}?{query}")

        assert (response.status_code, response["Location"]) == (302, page)
    assert 'rel="canonical" href="http://testserver' + page in client.get(page).text
    assert len(pages._cache) == 1


def test_only_addresses_that_are_kept_are_remembered(rf):
    """Of others there is no end; they would push these out."""
    site = VersionedCacheMiddleware(
        cached_by_version(lambda request: set_canonical_url(HttpResponse("a"), "/a/"))
    )
    for query in ("?a=1", "", "?a=2", "?a=3"):
        site(rf.get(f"/a/{query}"))

    assert [*site.known_urls] == ["/a/"]
