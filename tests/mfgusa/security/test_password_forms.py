"""To set a password writes the password, and nothing else of the account."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User

from tests.mfgusa.security.conftest import PASSWORD

NEW = "another long passphrase"


class DisablingHasher(MD5PasswordHasher):
    """A hasher that takes its time: all accounts but one are disabled meanwhile."""

    def encode(self, password, salt, iterations=None):
        if password == NEW:
            User.objects.exclude(username="root").update(is_active=False)
        return super().encode(password, salt)


@pytest.fixture
def slow_hasher(curator, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.DisablingHasher"]


def test_who_is_disabled_while_they_change_their_password_stays_disabled(
    client, sign_in, slow_hasher
):
    sign_in()
    typed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}

    response = client.post("/admin/password_change/", typed)

    assert response["Location"] == "/admin/password_change/done/"
    account = User.objects.get(username="ada")
    assert account.check_password(NEW)
    assert not account.is_active


def test_who_is_disabled_while_somebody_sets_their_password_stays_disabled(
    client, curator, slow_hasher
):
    client.force_login(User.objects.create_superuser("root"))
    typed = {"usable_password": "true", "password1": NEW, "password2": NEW}

    client.post(f"/admin/auth/user/{curator.pk}/password/", typed)

    account = User.objects.get(username="ada")
    assert account.check_password(NEW)
    assert not account.is_active
