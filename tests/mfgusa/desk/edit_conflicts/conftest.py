import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import PartnerFactory


@pytest.fixture
def colleague(db):
    """The browser of a second curator, Grace Hopper."""
    names = {"first_name": "Grace", "last_name": "Hopper"}
    grace = User.objects.create_superuser("grace", **names)
    client = Client()
    client.force_login(grace)
    return client


@pytest.fixture
def partner():
    return PartnerFactory(key="ge", name="GE", city="Boston", sector="industry")
