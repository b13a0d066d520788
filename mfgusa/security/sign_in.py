"""How a curator signs in, and what is said when it was tried too often."""

from typing import Any

from axes.helpers import get_cool_off
from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from mfgusa.security.second_factor import CodeField, device_of, has_second_factor


class SignIn(AdminAuthenticationForm):
    """Name and password, and a code from those who have set up a second factor."""

    code = CodeField(required=False)

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if has_second_factor(user):
            user.otp_device = self._device(user)

    def _device(self, user: Any) -> Any:
        code = self.cleaned_data.get("code")
        if not code:
            raise forms.ValidationError(
                _("Please enter the code of your second factor, too."), code="no_code"
            )
        device = device_of(user, code)
        if device is None:  # It counts as a failure, like a wrong password.
            names = {"username": user.get_username()}
            user_login_failed.send(__name__, credentials=names, request=self.request)
            raise forms.ValidationError(
                _("This code does not fit, or was used before. Wait for the next one."),
                code="wrong_code",
            )
        return device


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict | None
) -> HttpResponse:
    """The page for who failed too often: until when, and what helps."""
    wait = get_cool_off(request)
    seconds = int(wait.total_seconds()) if wait else 0
    context = admin.site.each_context(request) | {
        "title": _("Too many failed sign-ins"),
        "minutes": seconds // 60,
    }
    page = TemplateResponse(request, "admin/locked_out.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page.render()
