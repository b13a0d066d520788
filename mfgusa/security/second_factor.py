"""The second factor of a curator: an authenticator app and recovery codes."""

from base64 import b32encode

import django_otp
import qrcode
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from mfgusa.security.models import AccountSession
from mfgusa.security.refusal import REFUSAL, is_locked_out, record_refusal

RECOVERY_CODES = 8
MAX_CODE_LENGTH = 16
MAX_DOUBLINGS = 6  # Of the second that a device waits after a wrong code.
PENDING_DEVICE = "pending_device"  # Key of the session data.
WRONG_CODE = _("This code is not valid. Wait for the next code and try again.")

AnyUser = AbstractBaseUser | AnonymousUser


class CodeField(forms.CharField):
    """A six-digit code of an authenticator, or a recovery code."""

    def __init__(self, *, required: bool = True) -> None:
        attributes = {"autocomplete": "one-time-code", "spellcheck": "false"}
        super().__init__(
            required=required,
            label=_("Code of the second factor"),
            max_length=MAX_CODE_LENGTH,
            widget=forms.TextInput(attrs=attributes),
        )

    def clean(self, value: str | None) -> str:
        code: str = super().clean("".join(value.split()).lower() if value else value)
        return code


class CodeForm(forms.Form):
    """A valid code, required for each change of the second factor."""

    code = CodeField()


class SetupForm(CodeForm):
    """The password, too: whoever finds a session open might set up a factor."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondFactorSetup:
    """The page on which signed-in curators manage their own second factor."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user = request, request.user
        device = totp_devices(self.user).filter(confirmed=True).first()
        self.is_new = device is None
        form_class = SetupForm if self.is_new else CodeForm
        self.form: CodeForm = form_class(request.POST or None)
        self.is_done = self.is_removed = False
        self.sessions_ended = 0
        self.device: TOTPDevice = device or self._pending_device()

    @transaction.atomic
    def submit(self) -> dict[str, object]:
        """Apply the form if its code is valid; return additional page context."""
        device = self._verified_device()
        if device is None:
            return {}
        was_verified = is_verified(self.user)
        django_otp.login(self.request, device)
        if self.is_new or "recovery" in self.request.POST:
            self.is_new = False
            self._end_other_sessions()
            return {
                "recovery_codes": replace_recovery_codes(self.user),
                "sessions_ended": self.sessions_ended,
            }
        if was_verified and "remove" in self.request.POST:
            self._end_other_sessions()
            remove_second_factor(self.user)
            self.is_removed = True
        self.is_done = True
        return {}

    def _end_other_sessions(self) -> None:
        """End the sessions that began before a change; this one gets a new key."""
        others = AccountSession.objects.of(self.user).other_than(
            self.request.session.session_key
        )
        self.sessions_ended = others.end()
        self.request.session.cycle_key()

    def _pending_device(self) -> TOTPDevice:
        """Return the unconfirmed authenticator that this session was shown.

        The secret of another session might be known to somebody else.
        """
        pending = totp_devices(self.user).filter(confirmed=False)
        device = pending.filter(pk=self.request.session.get(PENDING_DEVICE)).first()
        if device is None:
            pending.delete()
            device = TOTPDevice.objects.create(
                user=self.user, name="authenticator", confirmed=False
            )
            self.request.session[PENDING_DEVICE] = device.pk
        return device

    def _verified_device(self) -> Device | None:
        """Return the device that accepts the code, or add an error to the form."""
        if not self.form.is_valid():
            return None
        code = self.form.cleaned_data["code"]
        if self.is_new:
            return self._new_device(code)
        return self._device_in_use(code)

    def _new_device(self, code: str) -> Device | None:
        """Return the new device if the password is right and the code fits."""
        name, password = self.user.get_username(), self.form.cleaned_data["password"]
        user = authenticate(self.request, username=name, password=password)
        device = confirm_device(self.device, code) if user == self.user else None
        if device is None:
            self.form.add_error(None, REFUSAL)
        return device

    def _device_in_use(self, code: str) -> Device | None:
        """Return the device that accepts the code; a wrong code is counted."""
        if is_locked_out(self.request, self.user):
            return None
        device = verify_code(self.user, code)
        if device is None:
            record_refusal(self.request, self.user)
            self.form.add_error("code", WRONG_CODE)
        return device

    def get_context(self) -> dict[str, object]:
        """Return the page context: a QR code to scan, or what is set up."""
        context = {"form": self.form, "device": self.device, "is_new": self.is_new}
        if not self.is_new:
            tokens = StaticToken.objects.filter(device__user=self.user)
            return context | {"codes_left": tokens.count()}
        secret = b32encode(self.device.bin_key).decode()
        return context | {"qr_code": qr_code_svg(self.device), "secret": secret}


def totp_devices(user: AnyUser) -> models.QuerySet[TOTPDevice]:
    """Return the authenticators of a user, confirmed or not."""
    devices: models.QuerySet[TOTPDevice] = TOTPDevice.objects.filter(user=user)
    return devices.order_by("pk")


def has_second_factor(user: AnyUser) -> bool:
    """Return whether the user must enter a code to sign in."""
    return totp_devices(user).filter(confirmed=True).exists()


def is_verified(user: AnyUser) -> bool:
    """Return whether the user signed in with a code; set by django-otp."""
    return getattr(user, "otp_device", None) is not None


def verify_code(user: AnyUser, code: str) -> Device | None:
    """Return the device of a user that accepts a code, and use the code up.

    A device waits longer after each failure, up to about a minute: whoever knows the
    password could otherwise lock out the owner.
    """
    model = TOTPDevice if len(code) == 6 else StaticDevice
    with transaction.atomic():
        devices = model.objects.select_for_update().filter(user=user, confirmed=True)
        for device in devices:
            count = min(device.throttling_failure_count, MAX_DOUBLINGS + 1)
            device.throttling_failure_count = count
            if device.verify_token(code):
                return device
    return None


def reset_waits(user: AnyUser) -> None:
    """Let the devices of a user accept a code at once, whatever codes were wrong."""
    waits = {"throttling_failure_count": 0, "throttling_failure_timestamp": None}
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).update(**waits)
        StaticDevice.objects.filter(user=user).update(**waits)


def accept_code(user: AnyUser, code: str) -> bool:
    """Return whether the user may sign in with a code, empty for none.

    The device that accepts it is noted on the user; django-otp reads it at the login.
    """
    if not has_second_factor(user):
        return True
    device = verify_code(user, code) if code else None
    if device:
        user.otp_device = device  # type: ignore[union-attr]
    return device is not None


def confirm_device(device: TOTPDevice, code: str) -> TOTPDevice | None:
    """Confirm and return an authenticator if the code is its own."""
    if not device.verify_token(code):
        return None
    device.confirmed = True
    device.save()
    return device


def replace_recovery_codes(user: AnyUser) -> list[str]:
    """Return new recovery codes for one use each; earlier ones become invalid."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="recovery codes")
        codes: list[str] = [StaticToken.random_token() for _n in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create(
            StaticToken(device=device, token=code) for code in codes
        )
    return codes


def remove_second_factor(user: AnyUser) -> None:
    """Delete the authenticators and recovery codes of a user."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def qr_code_svg(device: TOTPDevice) -> SafeString:
    """Return the secret of an authenticator as a QR code: an SVG element."""
    image = qrcode.make(device.config_url, image_factory=SvgPathImage, border=2)
    svg: str = image.to_string(encoding="unicode")
    return mark_safe(svg)
