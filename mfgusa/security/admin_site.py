"""The site of the admin: who comes in, and what is written down of it."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from mfgusa.security.client_ip import address_of
from mfgusa.security.second_factor import SecondFactor
from mfgusa.security.sign_in import SignIn

logger = logging.getLogger(__name__)


class CuratorSite(AdminSite):
    """The admin; with REQUIRE_OTP only for those who signed in with a code, too."""

    site_header = gettext_lazy("Manufacturing USA: curators")
    site_title = gettext_lazy("Manufacturing USA")
    index_title = gettext_lazy("Tables")
    login_form = SignIn
    login_template = "admin/sign_in.html"

    def register(self, *args: Any, **options: Any) -> None:
        """Lists count the rows that they show, and not all there are besides."""
        super().register(*args, **{"show_full_result_count": False} | options)

    def has_permission(self, request: HttpRequest) -> bool:
        may = self.knows(request)
        return may and not (settings.REQUIRE_OTP and not request.user.is_verified())

    def knows(self, request: HttpRequest) -> bool:
        """Whether a curator is signed in, with or without a second factor."""
        return super().has_permission(request)

    def each_context(self, request: HttpRequest) -> dict:
        context = super().each_context(request)
        context["is_nav_sidebar_enabled"] &= context["has_permission"]
        return context

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> object:
        """Sign in; whoever has and lacks only the second factor is led to it."""
        if self.knows(request) and not self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:second_factor"))
        response = super().login(request, extra_context)
        if request.method == "POST":
            _write_down(request, "in" if self.knows(request) else "refused")
        return response

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> object:
        _write_down(request, "out")
        return super().logout(request, extra_context)

    def get_urls(self) -> list:
        page = path("second-factor/", self.second_factor, name="second_factor")
        return [page, *super().get_urls()]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """The page on which curators set up, or take away, their own second factor."""
        if not self.knows(request):
            return redirect_to_login(request.path, reverse("admin:login"))
        return _second_factor(request, self)


@never_cache
def _second_factor(request: HttpRequest, site: AdminSite) -> HttpResponse:
    own = SecondFactor(request)
    shown = own.answer() if request.method == "POST" else {}
    if own.is_done and not shown:
        return HttpResponseRedirect(reverse("admin:index"))
    context = site.each_context(request) | own.context() | shown
    context |= {"title": _("Second factor")}
    return TemplateResponse(request, "admin/second_factor.html", context)


def _write_down(request: HttpRequest, what: str) -> None:
    name = request.user.get_username() or request.POST.get("username", "")[:150]
    logger.info("sign-%s: %r from %s", what, name, address_of(request))
