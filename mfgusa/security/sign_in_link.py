"""Links that sign the owner of an account in once, made by whoever runs the site."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib.auth import get_user_model, login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from mfgusa.absolute_url import absolute_url
from mfgusa.security.refusal import record_refusal
from mfgusa.security.second_factor import WRONG_CODE, CodeField, accept_code

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInTokenGenerator(PasswordResetTokenGenerator):
    """Tokens that end with a sign-in, a new password, or `PASSWORD_RESET_TIMEOUT`."""

    key_salt = "mfgusa.security.sign_in_link"

    def _make_hash_value(self, user: "AbstractBaseUser", timestamp: int) -> str:
        return f"{user.pk}|{user.password}|{user.last_login}|{timestamp}"


tokens = SignInTokenGenerator()


class SignInLinkForm(forms.Form):
    """The code of those who have set up a second factor."""

    code = CodeField(required=False)


class SignInLink:
    """The page of a link: it shows a form, and signs in when that is sent.

    To open the link does not use it up, as programs that preview links do so, too.
    """

    def __init__(self, request: HttpRequest, pk: int, token: str) -> None:
        self.request, self.pk, self.token = request, pk, token
        self.form = SignInLinkForm(request.POST if request.method == "POST" else None)

    def get_user(self, *, lock: bool = False) -> "User | None":
        """Return the user whom the link signs in; None if it is not valid."""
        users = get_user_model().objects.filter(is_active=True, is_staff=True)
        if lock:
            users = users.select_for_update()
        user = users.filter(pk=self.pk).first()
        return user if user and tokens.check_token(user, self.token) else None

    def submit(self) -> bool:
        """Sign in and return True if the link is valid, and the code if one is due."""
        if not self.form.is_valid():
            return False
        with transaction.atomic():  # Of two requests, the second finds it used.
            user = self.get_user(lock=True)
            if user is None:
                return False
            if accept_code(user, self.form.cleaned_data["code"]):
                login(self.request, user, backend=BACKEND)
                return True
        record_refusal(self.request, user)
        self.form.add_error("code", WRONG_CODE)
        return False


def build_link(user: "User") -> str:
    """Return the address of a link that signs a user in."""
    args = (user.pk, tokens.make_token(user))
    return absolute_url(reverse("admin:sign_in_link", args=args))
