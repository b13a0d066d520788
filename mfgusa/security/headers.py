"""Security headers that Django has no settings for."""

from collections.abc import Callable

from csp.constants import NONE, UNSAFE_INLINE
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# An SVG opened on its own may style itself; it runs and loads nothing.
SVG_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}
DISABLED_FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera"),
    *("display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb"),
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in DISABLED_FEATURES)


class SecurityHeadersMiddleware:
    """Set Content-Security-Policy, Permissions-Policy and Cross-Origin-Resource-Policy.

    The policies are built once. django-csp would build one for each response, which
    costs as much as serving a page from the cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy: str = build_policy()
        self.svg_policy: str = build_policy(SVG_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        content_type = response.get("Content-Type", "")
        headers = response.headers
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
        # Other sites may embed images and nothing else.
        is_image = content_type.startswith("image/")
        headers["Cross-Origin-Resource-Policy"] = (
            "cross-origin" if is_image else "same-origin"
        )
        if not (settings.DEBUG and response.status_code in (404, 500)):
            is_svg = content_type.startswith("image/svg")
            headers["Content-Security-Policy"] = (
                self.svg_policy if is_svg else self.policy
            )
        return response
