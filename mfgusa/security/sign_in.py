"""The sign-in form: a refusal does not say what was wrong."""

from typing import TYPE_CHECKING

from django.contrib.admin.forms import AdminAuthenticationForm

from mfgusa.security.refusal import REFUSAL, record_refusal
from mfgusa.security.second_factor import CodeField, accept_code

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class SignInForm(AdminAuthenticationForm):
    """Username, password, and the code of those who have set up a second factor."""

    error_messages = {"invalid_login": REFUSAL}
    code = CodeField(required=False)

    def clean_username(self) -> str:
        """Return the name, cut where it is longer than that of any account.

        It fails as a wrong name does; the log of failures has room for 255 characters.
        """
        username: str = self.cleaned_data["username"]
        return username[: (self.username_field.max_length or 0) + 1]

    def confirm_login_allowed(self, user: "User") -> None:
        """Refuse others than curators, and a wrong code, like a wrong password."""
        code = self.cleaned_data.get("code", "")
        if not (user.is_staff and accept_code(user, code)):
            record_refusal(self.request, user)
            raise self.get_invalid_login_error()
