"""Signing in to the admin: rate limits, lockouts and the sign-in log."""

import re
from functools import partial
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.mfgusa.security.conftest import PASSWORD

REFUSED = {
    "a wrong password": {"password": "wrong"},
    "an unknown name": {"username": "eve"},
    "a name that is too long": {"username": "e" * 300},
    "a name that grows too long": {"username": "\ufdfa" * 150},  # By normalization.
    "a wrong code": {"username": "otto", "code": "000000"},
    "a malformed code": {"username": "otto", "code": "x" * 16},
    "no code": {"username": "otto"},
    "an account that is switched off": {"username": "old"},
    "an account that is no curator's": {"username": "visitor"},
}


@pytest.fixture
def accounts(curator):
    """Accounts that may not sign in with their password alone."""
    create = partial(get_user_model().objects.create_user, password=PASSWORD)
    create("old", is_staff=True, is_active=False)
    create("visitor")
    TOTPDevice.objects.create(user=create("otto", is_staff=True), name="phone")


def page_of(response, username):
    """A page without what each response has of its own."""
    page = re.sub(r'value="\w{64}"', "", response.content.decode())
    return page.replace(username, "")


def test_signing_in_starts_a_new_session(client, sign_in):
    client.cookies["sessionid"] = "chosen-by-somebody-else"
    response = sign_in()
    cookie = response.cookies["sessionid"]

    assert response["Location"] == "/admin/"
    assert cookie.value != "chosen-by-somebody-else"
    assert cookie["max-age"] == 2 * 3600
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_five_failures_lock_out_even_the_right_password(client, sign_in):
    answers = [sign_in("wrong") for _n in range(5)] + [sign_in()]
    elsewhere = sign_in(REMOTE_ADDR="192.0.2.7")

    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert answers[-1]["Retry-After"] == "900"
    assert "15 minutes" in answers[-1].content.decode()
    assert elsewhere.status_code == 302


@pytest.mark.parametrize("reason", REFUSED)
def test_a_refusal_does_not_say_what_was_wrong(accounts, sign_in, reason):
    typed = {"username": "ada", **REFUSED[reason]}
    wrong_password = sign_in("wrong", username="ada", code=typed.get("code", ""))
    refused = sign_in(**typed)

    assert "The username, password or code is incorrect." in refused.content.decode()
    assert page_of(refused, typed["username"]) == page_of(wrong_password, "ada")
    assert AccessFailureLog.objects.count() == 2


@pytest.mark.parametrize("reason", REFUSED)
def test_a_lockout_does_not_say_what_was_wrong(accounts, sign_in, reason):
    typed = {"username": "ada", **REFUSED[reason]}
    answers = [sign_in(**typed) for _n in range(5)]
    wrong_password = [sign_in("wrong", username="sam") for _n in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert page_of(answers[-1], "") == page_of(wrong_password[-1], "")


@pytest.mark.parametrize(
    ("addresses", "elsewhere"),
    [
        ([f"2001:db8::{n}" for n in range(1, 6)], "2001:db8:0:1::1"),
        (["::ffff:192.0.2.1"] * 2 + ["192.0.2.1"] * 3, "::ffff:192.0.2.2"),
    ],
)
def test_all_addresses_of_one_line_are_locked_together(sign_in, addresses, elsewhere):
    answers = [sign_in("wrong", REMOTE_ADDR=address) for address in addresses]

    assert answers[-1].status_code == 429
    assert sign_in(REMOTE_ADDR=elsewhere).status_code == 302


def test_the_start_of_a_name_is_another_name(client, sign_in, curator):
    curator.username = "a" * 150
    curator.save()

    assert sign_in(username="a" * 151).status_code == 200
    assert sign_in(username="a" * 150).status_code == 302


def test_a_command_unlocks_a_curator(client, sign_in):
    for _n in range(5):
        sign_in("wrong")
    call_command("axes_reset_username", "ada", verbosity=0)

    assert sign_in().status_code == 302


def test_sign_ins_are_logged_and_read_only(client, sign_in, monkeypatch):
    lines = []
    logger = "mfgusa.security.admin_site.logger.info"
    monkeypatch.setattr(logger, lambda text, *args: lines.append(text % args))
    sign_in("wrong\nsign-in: 'eve'")
    sign_in()
    client.post("/admin/logout/")
    sign_in()

    assert AccessFailureLog.objects.get().username == "ada"
    assert AccessLog.objects.exclude(logout_time=None).count() == 1
    assert lines[:3] == [
        "sign-refused: 'ada' from 127.0.0.1",
        "sign-in: 'ada' from 127.0.0.1",
        "sign-out: 'ada' from 127.0.0.1",
    ]
    for name in ("accesslog", "accessfailurelog", "accessattempt"):
        assert client.get(f"/admin/axes/{name}/").status_code == 200
        assert client.get(f"/admin/axes/{name}/add/").status_code == 403
    row = AccessLog.objects.latest("pk")
    assert client.post(f"/admin/axes/accesslog/{row.pk}/delete/").status_code == 403


def test_no_password_is_logged(sign_in):
    sign_in("my other password")

    assert "my other password" not in repr(AccessAttempt.objects.values().get())


def test_a_username_cannot_forge_a_log_line(db, client, capfd):
    client.post("/admin/login/", {"username": "a\nsign-in: 'eve'", "password": "x"})

    assert "\nsign-in: 'eve'" not in capfd.readouterr().err


@pytest.mark.parametrize("password", ["short-one11", "123456789012", "password1234"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


UNSAFE = [
    *("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"),
    *("\\\\evil.example", "http:///evil.example", "/\t/evil.example", ""),
]


@pytest.mark.parametrize("next_page", UNSAFE)
def test_an_unsafe_next_page_leads_to_the_start_page(client, curator, next_page):
    sent = {"username": "ada", "password": PASSWORD}
    query = urlencode({"next": next_page})
    response = client.post(f"/admin/login/?{query}", sent, follow=True)

    assert response.redirect_chain == [("/admin/", 302)]
    assert response.status_code == 200
    client.post("/admin/logout/")
    response = client.post("/admin/login/", sent | {"next": next_page}, follow=True)

    assert response.redirect_chain == [("/admin/", 302)]
