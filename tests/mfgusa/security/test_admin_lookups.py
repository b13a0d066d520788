"""A lookup of the admin that only the database finds to be wrong is no server error."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import OperationalError
from django.urls import reverse

from institutes.models import Partner
from mfgusa.security.admin_lookups import CheckedChangeList
from tests.mfgusa.desk.rows import address

ACCOUNTS = "/admin/auth/user/"


@pytest.fixture
def desk(client, db):
    client.force_login(User.objects.create_superuser("ada"))
    return client


@pytest.mark.parametrize(
    "lookup",
    [
        "username__regex=(",
        "username__iexact=%00",
        "username__range=a",
        "username__trigram_similar=a",
        "id__contained_by=a",
        "date_joined__year=99999999",
        "date_joined__year=11111111111111111111",
        "date_joined__iso_year=9999",
    ],
)
def test_a_wrong_lookup_leads_to_the_list(desk, lookup):
    response = desk.get(f"{ACCOUNTS}?{lookup}")

    assert (response.status_code, response.url) == (302, f"{ACCOUNTS}?e=1")
    assert desk.get(response.url).status_code == 200


def test_an_impossible_day_of_a_hierarchy_leads_to_the_list(desk):
    page = "/admin/axes/accesslog/"

    for year in ("9999", "11111111111111111111"):
        response = desk.get(page, {"attempt_time__year": year})
        assert (response.status_code, response.url) == (302, f"{page}?e=1")


@pytest.mark.parametrize("model", admin.site._registry)
def test_every_list_of_the_admin_is_checked(desk, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    lookup = {f"{model._meta.pk.name}__regex": "("}

    for response in (
        desk.get(reverse(name), lookup),
        desk.post(f"{reverse(name)}?{model._meta.pk.name}__regex=("),
    ):
        assert (response.status_code, response.url) == (302, f"{reverse(name)}?e=1")


def test_an_export_with_a_wrong_lookup_leads_to_the_list(desk):
    export = address(Partner, "export")
    response = desk.get(export, {"name__regex": "(", "format": "csv"})

    assert (response.status_code, response.url) == (
        302,
        f"{address(Partner, 'changelist')}?e=1",
    )


def test_an_outage_is_no_wrong_lookup(desk, monkeypatch):
    def fail(*args):
        raise OperationalError("the server is away")

    monkeypatch.setattr(CheckedChangeList.__base__, "get_results", fail)

    with pytest.raises(OperationalError):
        desk.get(ACCOUNTS)
