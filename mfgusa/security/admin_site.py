"""The admin site of the curators, with a second factor and a sign-in log."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from mfgusa.security.client_ip import get_client_ip
from mfgusa.security.second_factor import SecondFactorSetup, is_verified
from mfgusa.security.sign_in import SignInForm

logger = logging.getLogger(__name__)


class CuratorAdminSite(AdminSite):
    """The admin; REQUIRE_OTP restricts it to users who signed in with a code."""

    site_header = settings.ADMIN_SITE_HEADER
    site_title = settings.ADMIN_SITE_TITLE
    index_title = gettext_lazy("Tables")
    login_form = SignInForm
    login_template = "admin/sign_in.html"

    def register(self, *args: Any, **options: Any) -> None:
        """Register models; their lists don't count the rows outside of a filter."""
        super().register(*args, **{"show_full_result_count": False} | options)

    def has_permission(self, request: HttpRequest) -> bool:
        is_allowed = not settings.REQUIRE_OTP or is_verified(request.user)
        return self.is_signed_in(request) and is_allowed

    def is_signed_in(self, request: HttpRequest) -> bool:
        """Return whether a curator is signed in, with or without a second factor."""
        return super().has_permission(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        context["is_nav_sidebar_enabled"] &= context["has_permission"]
        return context

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sign in; redirect to the second factor if only that is missing."""
        if self.is_signed_in(request) and not self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:second_factor"))
        response = super().login(request, extra_context)
        if request.method == "POST":
            _log_event(request, "in" if self.is_signed_in(request) else "refused")
        return response

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        _log_event(request, "out")
        return super().logout(request, extra_context)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        page = path("second-factor/", self.second_factor, name="second_factor")
        return [page, *super().get_urls()]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """The page on which curators set up or remove their own second factor."""
        if not self.is_signed_in(request):
            return redirect_to_login(request.path, reverse("admin:login"))
        return _second_factor(request, self)


@never_cache
def _second_factor(request: HttpRequest, site: AdminSite) -> HttpResponse:
    setup = SecondFactorSetup(request)
    result = setup.submit() if request.method == "POST" else {}
    if setup.is_done and not result:
        return HttpResponseRedirect(reverse("admin:index"))
    context = site.each_context(request) | setup.get_context() | result
    context |= {"title": _("Second factor")}
    return TemplateResponse(request, "admin/second_factor.html", context)


def _log_event(request: HttpRequest, event: str) -> None:
    username = request.user.get_username() or request.POST.get("username", "")[:150]
    logger.info("sign-%s: %r from %s", event, username, get_client_ip(request))
