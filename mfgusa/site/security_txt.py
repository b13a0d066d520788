"""Where to report a vulnerability (RFC 9116)."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mfgusa.absolute_url import absolute_url

# A year after the release: no answer holds the clock. `make tag` compares it.
EXPIRES = "2027-11-30T00:00:00Z"


@require_safe
@cache_control(public=True, max_age=86_400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Serve security.txt; Http404 where nobody is named to report to."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    fields = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": EXPIRES,
        "Preferred-Languages": "en",
        "Canonical": absolute_url(reverse("security-txt")),
    }
    if not fields["Canonical"].startswith("https:"):
        del fields["Canonical"]  # Of a local site, which no reader can reach.
    lines = (f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
