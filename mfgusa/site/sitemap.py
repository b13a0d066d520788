"""What search engines find, and what they are asked to leave alone."""

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mfgusa.catalogue.cache.middleware import cached_by_version, data_version
from mfgusa.catalogue.navigation import get_sections
from mfgusa.site.subjects import SUBJECTS, pages_of

# A catalogue has more filter combinations than anyone can read. One filter at a time
# may be followed, and so may pages; every row has its own page in the sitemap. The
# longest rule that fits an address decides.
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


class PartOfSitemap(Sitemap):
    """A part of the sitemap; it was last another when the data were last changed.

    No page gives a day of its own: it shows rows of many tables, and when the newest
    of them changed nobody asks.
    """

    limit = 50_000  # As much as the protocol lets one file hold.

    def __init__(self, changed):
        self.changed = changed

    def get_latest_lastmod(self):
        return self.changed


class Sections(PartOfSitemap):
    """Home, and the front page of every section but the search."""

    def items(self):
        sections = [one for one in get_sections() if one.view != "search"]
        return [reverse("home"), *(section.path for section in sections)]

    def location(self, path):
        return path


class Rows(PartOfSitemap):
    """The pages of one subject."""

    def __init__(self, changed, folder):
        super().__init__(changed)
        self.folder = folder

    def items(self):
        return pages_of(self.folder)


@require_safe
@cached_by_version
def sitemap(request, section=""):
    """The index of the sitemap, or one part of it."""
    _version, changed = data_version(request)
    rows = {folder: Rows(changed, folder) for folder in SUBJECTS}
    parts = {"sections": Sections(changed), **rows}
    if section:
        return views.sitemap(request, parts, section)
    return views.index(request, parts, sitemap_url_name="sitemap-part")


@require_safe
@cached_by_version
def robots(request):
    """What robots may follow."""
    text = ROBOTS.format(sitemap=request.build_absolute_uri(reverse("sitemap")))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
