"""The sitemap and robots.txt."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mfgusa.absolute_url import absolute_url
from mfgusa.catalogue.cache.middleware import cached_by_version
from mfgusa.catalogue.cache.page_version import last_change_of_all
from mfgusa.catalogue.navigation import get_sections
from mfgusa.catalogue.subjects import Subject, subjects_with_pages

# A catalogue has more combinations of filters than anyone can read. Robots may follow
# one filter at a time, and pages; the sitemap has the page of every row. The longest
# rule that matches an address wins.
ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /search/?
Disallow: /*?*&
Disallow: /*?q=
Disallow: /*?sort=
Disallow: /*?not_
Disallow: /*?find_
Disallow: /*.csv?
Disallow: /*.xlsx?
Disallow: /*.json?
Disallow: /*.geojson?
Allow: /sitemap
Sitemap: {sitemap}
"""


class SiteSitemap(Sitemap[Any]):
    """A part of the sitemap. Its pages have no date: each shows rows of many tables."""

    limit = 50_000  # The most that the protocol allows in one file.
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class SectionSitemap(SiteSitemap):
    """The home page and the first page of every section except the search."""

    def items(self) -> list[str]:
        paths = [section.path for section in get_sections() if section.view != "search"]
        return [reverse("home"), *paths]

    def location(self, item: str) -> str:
        return item


class SubjectSitemap(SiteSitemap):
    """The pages of the rows of a subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def items(self) -> QuerySet[Any]:
        return self.subject.pages


@require_safe
@cached_by_version
def sitemap(request: HttpRequest, section: str = "") -> TemplateResponse:
    """Serve the index of the sitemap, or one part of it."""
    sitemaps: dict[str, Sitemap[Any]] = {"sections": SectionSitemap()}
    for name, subject in subjects_with_pages().items():
        sitemaps[name] = SubjectSitemap(subject)
    if section:
        return views.sitemap(request, {**sitemaps}, section)
    return sitemap_index(request, sitemaps)


@views.x_robots_tag
def sitemap_index(
    request: HttpRequest, sitemaps: dict[str, Sitemap[Any]]
) -> TemplateResponse:
    """The index, modified when any data were; Django's own takes the request's host."""
    changed = last_change_of_all(request)
    items = [
        views.SitemapIndexItem(
            absolute_url(reverse("sitemap-part", args=[section])) + page,
            changed,  # type: ignore[arg-type]  # The stubs err.
        )
        for section, part in sitemaps.items()
        for page in ("", *(f"?p={n}" for n in range(2, part.paginator.num_pages + 1)))
    ]
    context = {"sitemaps": items}
    return TemplateResponse(
        request, "sitemap_index.xml", context, content_type="application/xml"
    )


@require_safe
@cached_by_version
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt."""
    text = ROBOTS.format(sitemap=absolute_url(reverse("sitemap")))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
