import pytest
from django.contrib.auth.models import Permission, User


@pytest.fixture
def curator(db):
    return User.objects.create_superuser("ada", "ada@example.org")


@pytest.fixture
def desk(client, curator):
    """A browser in which the curator, who may do everything, is signed in."""
    client.force_login(curator)
    return client


@pytest.fixture
def sign_in(client, db):
    """Signs somebody in who has only the named rights to a model's table."""

    def sign_in(model, *rights):
        names = [f"{right}_{model._meta.model_name}" for right in rights]
        person = User.objects.create_user("bo", is_staff=True)
        person.user_permissions.set(
            Permission.objects.filter(
                content_type__app_label=model._meta.app_label, codename__in=names
            )
        )
        client.force_login(person)
        return client

    return sign_in
