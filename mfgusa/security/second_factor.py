"""The second factor of a curator: an authenticator, and codes for a bad day."""

from base64 import b32encode
from typing import Any

import django_otp
import qrcode
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

RECOVERY_CODES = 8
LONGEST = 16


class CodeField(forms.CharField):
    """Six digits of an authenticator, or one of the recovery codes."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attributes)
        label = _("Code of the second factor")
        super().__init__(label=label, max_length=LONGEST, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        return super().clean("".join(value.split()).lower() if value else value)


class CodeForm(forms.Form):
    """A code that must fit, asked for before anything about the factor changes."""

    code = CodeField()


class SecondFactor:
    """What a signed-in curator can do about their second factor."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user = request, request.user
        self.form = CodeForm(request.POST or None)
        self.device = authenticators(self.user).filter(confirmed=True).first()
        self.is_new = self.device is None
        self.is_done = False
        if self.is_new:
            self.device = new_authenticator(self.user)

    def answer(self) -> dict[str, Any]:
        """Do what the form asks for, if its code fits; what the page shows of it."""
        device = self._checked()
        if device is None:
            return {}
        verified = self.user.is_verified()
        django_otp.login(self.request, device)
        if self.is_new or "recovery" in self.request.POST:
            self.is_new = False
            return {"recovery_codes": new_recovery_codes(self.user)}
        if verified and "remove" in self.request.POST:
            forget(self.user)
        self.is_done = True
        return {}

    def _checked(self) -> Any:
        if not self.form.is_valid():
            return None
        code = self.form.cleaned_data["code"]
        found = (
            enrolled(self.device, code) if self.is_new else device_of(self.user, code)
        )
        if found is None:
            self.form.add_error("code", _("This code does not fit. Wait for the next."))
        return found

    def context(self) -> dict[str, Any]:
        """What the page shows: a picture to scan, or what is set up."""
        left = StaticToken.objects.filter(device__user=self.user).count()
        known = {"form": self.form, "device": self.device, "is_new": self.is_new}
        if not self.is_new:
            return known | {"codes_left": left}
        secret = b32encode(self.device.bin_key).decode()
        return known | {"picture": picture(self.device), "secret": secret}


def authenticators(user: Any) -> Any:
    return TOTPDevice.objects.filter(user=user).order_by("pk")


def has_second_factor(user: Any) -> bool:
    """Whether somebody has to give a code to sign in."""
    return authenticators(user).filter(confirmed=True).exists()


def device_of(user: Any, code: str) -> Any:
    """The authenticator or the recovery code that a code fits, which uses it up.

    Failures slow down further attempts at that device, more each time.
    """
    kind = TOTPDevice if len(code) == 6 else StaticDevice
    with transaction.atomic():
        for device in kind.objects.select_for_update().filter(
            user=user, confirmed=True
        ):
            if device.verify_token(code):
                return device
    return None


def new_authenticator(user: Any) -> TOTPDevice:
    """One that does not count before a code of it was given."""
    waiting = authenticators(user).first()
    return waiting or TOTPDevice.objects.create(
        user=user, name="authenticator", confirmed=False
    )


def enrolled(device: TOTPDevice, code: str) -> TOTPDevice | None:
    """The authenticator, which counts from now on, if the code is its own."""
    if not device.verify_token(code):
        return None
    device.confirmed = True
    device.save()
    return device


def new_recovery_codes(user: Any) -> list[str]:
    """Codes that each work once; those there were work no more."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        codes = [StaticToken.random_token() for _n in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=code) for code in codes
        )
    return codes


def forget(user: Any) -> None:
    """Take the second factor of somebody away."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def picture(device: TOTPDevice) -> str:
    """The secret of an authenticator as a QR code, in SVG for a page."""
    drawn = qrcode.make(device.config_url, image_factory=SvgPathImage, border=2)
    return mark_safe(drawn.to_string(encoding="unicode"))
