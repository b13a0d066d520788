"""The admin site of the curators, with a second factor and a sign-in log."""

import logging
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.contrib.auth.views import PasswordChangeView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from mfgusa.client_ip import get_client_ip
from mfgusa.security.account_sessions import AccountSessionList, record_client
from mfgusa.security.admin_lookups import get_changelist
from mfgusa.security.password_forms import OwnPasswordForm
from mfgusa.security.second_factor import SecondFactorSetup, is_verified
from mfgusa.security.sign_in import SignInForm
from mfgusa.security.sign_in_link import SignInLink

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
        defaults: dict[str, Any] = {
            "show_full_result_count": False,
            "get_changelist": get_changelist,
        }
        super().register(*args, **defaults | options)

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
            is_refused = response.status_code == 200
            name = request.POST.get("username", "")[:150]
            _record_sign_in(request, "refused" if is_refused else "in", name)
        return response

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        _log_event(request, "out", request.user.get_username())
        return super().logout(request, extra_context)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Django's own page, with a form that writes nothing but the password."""
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        request.current_app = self.name
        return cast("TemplateResponse", view(request))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        sessions = self.admin_view(self.sessions)
        return [
            path("second-factor/", self.second_factor, name="second_factor"),
            path("sign-in-link/<int:pk>/<token>/", sign_in_link, name="sign_in_link"),
            path("sessions/", sessions, name="sessions"),
            path("sessions/<int:pk>/", sessions, name="user_sessions"),
            *super().get_urls(),
        ]

    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """The page on which curators set up or remove their own second factor."""
        if not self.is_signed_in(request):
            return redirect_to_login(request.path, reverse("admin:login"))
        return _second_factor(request, self)

    def sessions(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """The sessions of one's own account or, for superusers, of another."""
        if pk is None or pk == request.user.pk:
            return _sessions(request, request.user)
        if not request.user.is_superuser:
            raise PermissionDenied
        return _sessions(request, get_object_or_404(get_user_model(), pk=pk))


@never_cache
def _second_factor(request: HttpRequest, site: AdminSite) -> HttpResponse:
    setup = SecondFactorSetup(request)
    result = setup.submit() if request.method == "POST" else {}
    _log_end(request, request.user, setup.sessions_ended)
    if setup.is_removed:
        messages.success(request, _removal_message(setup.sessions_ended))
    if setup.is_done and not result:
        return HttpResponseRedirect(reverse("admin:index"))
    context = site.each_context(request) | setup.get_context() | result
    context |= {"title": _("Second factor")}
    return TemplateResponse(request, "admin/second_factor.html", context)


def _removal_message(sessions_ended: int) -> str:
    text = ngettext(
        "%d other session was ended.", "%d other sessions were ended.", sessions_ended
    )
    ended = text % sessions_ended if sessions_ended else ""
    return f"{_('The second factor was removed.')} {ended}".strip()


@never_cache
def sign_in_link(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """The page of a link that signs in once; see the command of the same name."""
    link = SignInLink(request, pk, token)
    if request.method == "POST":
        if link.submit():
            _record_sign_in(request, "in-by-link")
            return HttpResponseRedirect(reverse("admin:index"))
        _record_sign_in(request, "refused-by-link", str(link.get_user() or ""))
    account = link.get_user()
    context = admin.site.each_context(request) | {"form": link.form, "account": account}
    context |= {"title": _("Sign in with a link")}
    status = 200 if account else 404
    return TemplateResponse(request, "admin/sign_in_link.html", context, status=status)


def _sessions(request: HttpRequest, user: Any) -> HttpResponse:
    page = AccountSessionList(request, user)
    if request.method == "POST":
        number = page.submit()
        _log_end(request, user, number)
        text = ngettext("%d session was ended.", "%d sessions were ended.", number)
        messages.success(request, text % number)
        return HttpResponseRedirect(request.path)
    context = admin.site.each_context(request) | page.get_context()
    title = _("Your sessions") if context["is_own"] else _("Sessions of %s") % user
    context |= {"title": title}
    return TemplateResponse(request, "admin/sessions.html", context)


def _record_sign_in(request: HttpRequest, event: str, username: str = "") -> None:
    if event.startswith("in"):
        record_client(request)
        username = request.user.get_username()
    _log_event(request, event, username)


def _log_event(request: HttpRequest, event: str, username: str) -> None:
    logger.info("sign-%s: %r from %s", event, username, get_client_ip(request))


def _log_end(request: HttpRequest, user: Any, number: int) -> None:
    if number:
        names = (user.get_username(), request.user.get_username())
        address = get_client_ip(request)
        logger.info("session-end: %d of %r by %r from %s", number, *names, address)
