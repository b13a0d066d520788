"""The page for a form that came without a valid token, or by a misconfigured proxy."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponseForbidden
from django.template.loader import render_to_string

HOST_FAILURES = ("Origin checking failed", "Referer checking failed")

logger = logging.getLogger(__name__)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseForbidden:
    """Render the 403 page; tell the log, once a minute, of a host that a proxy changes.

    Django calls it, as CSRF_FAILURE_VIEW, with its reason.
    """
    is_proxy_fault = reason.startswith(HOST_FAILURES) and comes_from_site(request)
    if is_proxy_fault:
        logger.error(
            "No form is accepted: the proxy passes the host %r, and readers use %s. "
            "See docs/operations.md, A proxy of your own.",
            request.META.get("HTTP_HOST", ""),
            settings.SITE_URL,
        )
    context = {"is_proxy_fault": is_proxy_fault}
    return HttpResponseForbidden(render_to_string("403_csrf.html", context, request))


def comes_from_site(request: HttpRequest) -> bool:
    """Whether the browser says that the form was on a page of SITE_HOST."""
    origin = request.headers.get("Origin", "")
    referer = request.headers.get("Referer", "")
    return origin == settings.SITE_URL or referer.startswith(f"{settings.SITE_URL}/")
