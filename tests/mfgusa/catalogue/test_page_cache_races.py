"""What is stored is of one moment, whoever writes while it is made."""

from itertools import count

import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse

from mfgusa import env
from mfgusa.catalogue.cache import middleware, responses
from mfgusa.catalogue.cache.middleware import cached_by_version
from mfgusa.provenance.models import Source
from tests.factories import SourceFactory
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)
numbers = count()


@pytest.fixture(autouse=True)
def pages(settings):
    """Caches in memory, with nothing in them."""
    number = next(numbers)
    memory = {
        name: env.cache_settings("", f"race-{name}-{number}", entries=100)
        for name in ("pages", "page_reads")
    }
    settings.CACHES = settings.CACHES | memory
    return caches["pages"]


def rename(title):
    in_thread(Source.objects.update, title=title)


def titles(_request=None):
    return HttpResponse(" ".join(Source.objects.values_list("title", flat=True)))


def get(view, rf, **headers):
    """What a cached view answers, and where the answer came from."""
    site = middleware.VersionedCacheMiddleware(cached_by_version(view))
    response = site(rf.get("/titles/", headers=headers))
    return response.page_cache, b"".join(response).decode(), response


def test_a_write_between_look_up_and_view_is_shown(rf, monkeypatch):
    SourceFactory(title="Before")
    monkeypatch.setattr(middleware, "refuse_cold", lambda _request: rename("After"))

    assert get(titles, rf)[:2] == ("miss", "After")

    monkeypatch.undo()
    assert get(titles, rf)[:2] == ("hit", "After")


def slow(request):
    """Read twice; somebody writes in between."""
    first = titles(request).content
    rename("After")
    return HttpResponse([first, b" ", titles(request).content])


def test_the_page_of_a_curator_is_of_one_moment(rf, monkeypatch):
    SourceFactory(title="Before")
    monkeypatch.setattr(middleware, "is_cacheable", lambda _request: False)

    assert cached_by_version(slow)(rf.get("/titles/")).content == b"Before Before"


def test_a_write_while_the_view_reads_is_not_shown_and_seen_next(rf):
    SourceFactory(title="Before")

    assert get(slow, rf)[:2] == ("miss", "Before Before")
    assert get(titles, rf)[:2] == ("miss", "After")


def test_a_write_after_the_view_is_seen_next(rf):
    SourceFactory(title="Before")

    class LateResponse(HttpResponse):
        def items(self):
            rename("After")
            return super().items()

    def late(request):
        return LateResponse(titles(request).content)

    assert get(late, rf)[:2] == ("miss", "Before")
    assert get(titles, rf)[:2] == ("miss", "After")


def test_a_file_is_of_one_moment(rf):
    SourceFactory(title="Before")

    def parts():
        yield titles().content
        rename("After")
        yield titles().content

    def file(_request):
        return StreamingHttpResponse(parts(), content_type="text/csv")

    source, text, response = get(file, rf)

    assert (source, text) == ("miss", "BeforeBefore")
    assert response["Content-Length"] == "12"


def test_a_larger_file_is_not_held_back(rf, monkeypatch):
    """Its ETag is of versions that are no newer than what it holds."""
    monkeypatch.setattr(responses, "MAX_BODY_BYTES", 10)
    monkeypatch.setattr(responses, "MAX_SPOOLED_BYTES", 100)
    SourceFactory(title="x" * 300)

    def file(request):
        parts = [titles(request).content]
        return StreamingHttpResponse(iter(parts), content_type="text/csv")

    source, text, response = get(file, rf)
    etag = response["ETag"]

    assert (source, text, response.streaming) == ("miss", "x" * 300, True)
    assert not response.has_header("Content-Length")
    assert get(file, rf, **{"If-None-Match": etag})[0] == "unchanged"
    rename("y" * 300)
    source, text, response = get(file, rf, **{"If-None-Match": etag})
    assert (source, text) == ("miss", "y" * 300)


def test_a_table_without_versions_is_not_stored(rf, pages, django_user_model, caplog):
    def users(_request):
        return HttpResponse(str(django_user_model.objects.count()))

    source, _text, response = get(users, rf)

    assert (source, response.has_header("ETag")) == ("miss", False)
    assert not pages._cache
    assert "/titles/ cannot be cached: it reads auth_user." in caplog.text
