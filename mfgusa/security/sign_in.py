"""The sign-in form, and the page shown after too many failures."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from axes.helpers import get_cool_off
from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from mfgusa.security.second_factor import CodeField, has_second_factor, verify_code

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_otp.models import Device


class SignInForm(AdminAuthenticationForm):
    """Username, password, and the code of those who have set up a second factor."""

    code = CodeField(required=False)

    def confirm_login_allowed(self, user: "User") -> None:
        super().confirm_login_allowed(user)
        if has_second_factor(user):
            # The attribute is the interface of django-otp, which has no types.
            user.otp_device = self._verified_device(user)  # type: ignore[attr-defined]

    def _verified_device(self, user: "User") -> "Device":
        """Return the device that accepts the code; ValidationError if none does."""
        code = self.cleaned_data.get("code")
        if not code:
            raise forms.ValidationError(
                _("Please enter the code of your second factor, too."), code="no_code"
            )
        device = verify_code(user, code)
        if device is None:  # A failure like a wrong password.
            credentials = {"username": user.get_username()}
            user_login_failed.send(
                __name__, credentials=credentials, request=self.request
            )
            raise forms.ValidationError(
                _("This code does not fit, or was used before. Wait for the next one."),
                code="wrong_code",
            )
        return device


def lockout_response(
    request: HttpRequest,
    response: HttpResponse,
    credentials: Mapping[str, object] | None,
) -> HttpResponse:
    """Return the 429 page after too many failures; see AXES_LOCKOUT_CALLABLE."""
    cool_off = get_cool_off(request)
    seconds = int(cool_off.total_seconds()) if cool_off else 0
    context = admin.site.each_context(request) | {
        "title": _("Too many failed sign-ins"),
        "minutes": seconds // 60,
    }
    page = TemplateResponse(request, "admin/locked_out.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page.render()
