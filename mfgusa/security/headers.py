"""What every answer tells the browser not to do."""

from collections.abc import Callable

from csp.constants import NONE, UNSAFE_INLINE
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# A drawing that is opened by itself runs and loads nothing; it may style itself.
DRAWING = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}
UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera"),
    *("display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb"),
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED)


def with_safe_headers(get_response: Callable) -> Callable:
    """Add the policy of the settings, and what Django has no setting for.

    The policies are written once: django-csp would write one for each answer, which
    costs as much as an answer from the cache.
    """
    policy, drawing = build_policy(), build_policy(DRAWING)

    def answer(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = get_response(request)
        kind = response.get("Content-Type", "")
        headers = response.headers
        headers["Permissions-Policy"] = PERMISSIONS
        # A picture may be shown on other sites; nothing else is theirs to load.
        shared = "cross-origin" if kind.startswith("image/") else "same-origin"
        headers["Cross-Origin-Resource-Policy"] = shared
        if not (settings.DEBUG and response.status_code in (404, 500)):
            is_drawing = kind.startswith("image/svg")
            headers["Content-Security-Policy"] = drawing if is_drawing else policy
        return response

    return answer
