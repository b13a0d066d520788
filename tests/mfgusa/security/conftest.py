import pytest
from django.contrib.auth import get_user_model

PASSWORD = "a long enough passphrase"


@pytest.fixture
def curator(db, settings):
    """A superuser whose password hash is cheap."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return get_user_model().objects.create_superuser("ada", password=PASSWORD)


@pytest.fixture
def sign_in(client, curator):
    def sign_in(password=PASSWORD, code="", username="ada", **more):
        posted = {"username": username, "password": password, "code": code}
        return client.post("/admin/login/?next=/admin/", posted, **more)

    return sign_in
