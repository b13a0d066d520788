"""The absolute URLs of this site: from the settings, never from a request."""

from urllib.parse import urljoin

from django.conf import settings


def absolute_url(path: str) -> str:
    """A path of this site as a URL."""
    return urljoin(settings.SITE_URL, path)
