"""A link that signs the owner of an account in once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from axes.models import AccessFailureLog
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from mfgusa.security.second_factor import replace_recovery_codes

INDEX = "/admin/"


@pytest.fixture
def make_link(curator, capsys):
    """Return the path of a new link, as the command prints it."""

    def make_link():
        call_command("sign_in_link", "ada")
        printed = capsys.readouterr().out
        return re.fullmatch(r"https?://[^/]+(/admin/sign-in-link/\S+/)\n", printed)[1]

    return make_link


def test_a_link_signs_in_once(client, make_link):
    link = make_link()
    page = client.get(link)
    preview = client.head(link)
    signed_in = client.post(link)
    client.post("/admin/logout/")

    assert page["Cache-Control"].startswith("max-age=0")
    assert "ada" in page.content.decode()
    assert preview.status_code == 200
    assert signed_in["Location"] == INDEX
    assert client.post(link).status_code == 404
    assert "not valid" in client.get(link).content.decode()
    assert client.get(INDEX).status_code == 302


def test_a_link_opens_a_name_that_is_closed_where_it_is_used(
    client, settings, sign_in, make_link
):
    settings.SIGN_IN_FAILURES_PER_HOUR = 2
    for address in ("192.0.2.1", "192.0.2.2"):
        sign_in("wrong", REMOTE_ADDR=address)
    closed = sign_in()
    by_link = client.post(make_link())
    client.post("/admin/logout/")

    assert (closed.status_code, by_link.status_code) == (429, 302)
    assert sign_in().status_code == 302
    assert sign_in(REMOTE_ADDR="192.0.2.3").status_code == 429


def test_a_link_ends_after_a_quarter_of_an_hour(client, make_link, monkeypatch):
    link = make_link()
    clock = "mfgusa.security.sign_in_link.SignInTokenGenerator._now"
    for minutes, status in ((14, 200), (16, 404)):
        later = datetime.now() + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, lambda _tokens, later=later: later)
        assert client.get(link).status_code == status


def test_a_sign_in_ends_the_links_made_before(client, sign_in, make_link):
    link = make_link()
    sign_in()
    client.post("/admin/logout/")

    assert client.post(link).status_code == 404


@pytest.mark.parametrize("change", ["password", "is_active", "is_staff"])
def test_a_change_of_the_account_ends_its_links(client, curator, make_link, change):
    link = make_link()
    if change == "password":
        curator.set_password("another long passphrase")
    else:
        setattr(curator, change, False)
    curator.save()

    assert client.post(link).status_code == 404


def test_a_link_of_another_account_or_a_made_up_one_is_refused(client, make_link):
    link = make_link()
    eve = get_user_model().objects.create_user("eve", is_staff=True)
    token = link.split("/")[-2]

    for path in (f"{eve.pk}/{token}", f"999/{token}", f"{eve.pk}/x", f"{eve.pk}/a-b"):
        assert client.post(f"/admin/sign-in-link/{path}/").status_code == 404


def test_a_link_asks_for_the_second_factor(client, curator, make_link):
    TOTPDevice.objects.create(user=curator, name="phone")
    codes = replace_recovery_codes(curator)
    link = make_link()
    refused = [client.post(link, {"code": code}) for code in ("", "000000")]
    StaticToken.objects.first().device.throttle_reset()

    assert [response.status_code for response in refused] == [200, 200]
    assert client.get(INDEX).status_code == 302
    assert client.post(link, {"code": codes[0]}).status_code == 302
    assert client.get(INDEX).status_code == 200


def test_a_new_link_ends_the_wait_after_wrong_codes(client, curator, make_link):
    TOTPDevice.objects.create(user=curator, name="phone")
    codes = replace_recovery_codes(curator)
    client.post(make_link(), {"code": "a wrong code"})

    assert client.post(make_link(), {"code": codes[0]}).status_code == 302


def test_wrong_codes_for_a_link_count_as_failed_sign_ins(client, curator, make_link):
    TOTPDevice.objects.create(user=curator, name="phone")
    client.post(make_link(), {"code": "000000"})

    assert AccessFailureLog.objects.filter(username="ada").count() == 1


def test_only_one_of_two_requests_uses_a_link(transactional_db, make_link):
    link = make_link()

    def use(_n):
        status = Client().post(link).status_code
        connection.close()
        return status

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(use, range(4))) == [302, 404, 404, 404]


@pytest.mark.parametrize("name", ["nobody", "visitor", "old"])
def test_no_link_is_made_for_an_account_that_may_not_sign_in(curator, name):
    create = get_user_model().objects.create_user
    create("visitor")
    create("old", is_staff=True, is_active=False)

    with pytest.raises(CommandError, match=f"No active curator is named “{name}”"):
        call_command("sign_in_link", name)


def test_a_command_names_the_curator_who_is_meant(curator):
    get_user_model().objects.create_user("amelia", is_staff=True)

    with pytest.raises(CommandError, match="Did you mean “amelia”"):
        call_command("sign_in_link", "amalia")


def test_the_command_says_what_the_link_needs(curator, capsys, settings, monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    settings.SITE_URL = "http://localhost:8000"
    call_command("sign_in_link", "ada")
    local = capsys.readouterr().err
    TOTPDevice.objects.create(user=curator, name="phone")
    settings.SITE_URL = "https://kb.example.org"
    call_command("sign_in_link", "ada")
    public = capsys.readouterr().err

    assert local == (
        "Valid once, for 15 minutes.\n"
        "If the site runs at another port than 8000, set PORT and try again.\n"
    )
    assert public == (
        "Valid once, for 15 minutes.\n"
        "The code of the second factor is still required.\n"
    )
