"""Forms that set a password and write nothing else of the account.

Django's forms write all fields, as they were read before the password was hashed. That
takes a while: an account that is disabled meanwhile would be enabled again.
"""

from typing import TYPE_CHECKING

from django.contrib.admin.forms import AdminPasswordChangeForm as DjangoOwnForm
from django.contrib.auth.forms import AdminPasswordChangeForm as DjangoAccountForm

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    AccountForm = DjangoAccountForm[User]
else:
    AccountForm = DjangoAccountForm


class OwnPasswordForm(DjangoOwnForm):
    """The password of the person who is signed in."""

    def save(self, commit: bool = True) -> "User":
        user = super().save(commit=False)
        return _with_password_saved(user) if commit else user


class AccountPasswordForm(AccountForm):
    """The password of any account, set by who may change accounts."""

    def save(self, commit: bool = True) -> "User":
        user = super().save(commit=False)
        return _with_password_saved(user) if commit else user


def _with_password_saved(user: "User") -> "User":
    user.save(update_fields=["password"])
    return user
