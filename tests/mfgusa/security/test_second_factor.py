"""The second factor: its setup, at sign-in, and if it is required."""

import re
import time
from datetime import timedelta

import pytest
from axes.models import AccessFailureLog
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from mfgusa.security.refusal import REFUSAL
from tests.mfgusa.security.conftest import PASSWORD

PAGE = "/admin/second-factor/"


@pytest.fixture
def code(monkeypatch):
    """Return a new code of the only authenticator at each call."""
    now = time.time()
    moments = iter(range(100))

    def code():
        later = now + 30 * next(moments)
        monkeypatch.setattr("time.time", lambda: later)
        device = TOTPDevice.objects.get()
        totp = TOTP(device.bin_key, drift=device.drift)
        totp.time = later
        return f"{totp.token():06}"

    return code


def set_up(client, code, password=PASSWORD):
    return client.post(PAGE, {"code": code, "password": password})


@pytest.fixture
def codes(client, sign_in, code):
    """The recovery codes of a curator who has just set up a second factor."""
    sign_in()
    client.get(PAGE)
    page = set_up(client, code()).content.decode()
    return re.findall(r"<li><code>(\w+)</code>", page)


def test_a_code_of_the_secret_confirms_the_device(client, sign_in, codes):
    assert len(set(codes)) == 8
    assert TOTPDevice.objects.get().confirmed
    assert "8 recovery codes" in client.get(PAGE).content.decode()


def test_the_secret_is_shown_until_the_device_is_confirmed(client, sign_in):
    sign_in()
    page = client.get(PAGE).content.decode()
    wrong = set_up(client, "000000")

    assert "<svg" in page
    assert re.search(r"<code>[A-Z2-7]{32}</code>", page)
    assert wrong.context["form"].non_field_errors()
    assert not TOTPDevice.objects.get().confirmed


@pytest.mark.parametrize("password", ["", "a guessed passphrase"])
def test_an_open_session_without_the_password_sets_none_up(
    client, sign_in, code, password
):
    sign_in()
    page = client.get(PAGE).content.decode()
    refused = set_up(client, code(), password).context["form"]
    failures = AccessFailureLog.objects.filter(username="ada")

    assert 'autocomplete="current-password"' in page
    assert "password" in refused.errors or refused.non_field_errors() == [REFUSAL]
    assert failures.count() == (1 if password else 0)
    assert not TOTPDevice.objects.get().confirmed


def test_a_password_alone_is_refused_after_setup(client, sign_in, codes, code):
    client.post("/admin/logout/")

    assert sign_in().status_code == 200
    assert client.get("/admin/").status_code == 302


def test_a_code_works_once(client, sign_in, codes, code):
    client.post("/admin/logout/")
    used_code = code()

    assert sign_in(code=used_code).status_code == 302
    client.post("/admin/logout/")
    assert sign_in(code=used_code).status_code == 200


def test_a_recovery_code_works_once(client, sign_in, codes):
    client.post("/admin/logout/")

    assert sign_in(code=f" {codes[0].upper()} ").status_code == 302
    client.post("/admin/logout/")
    assert sign_in(code=codes[0]).status_code == 200
    assert StaticToken.objects.count() == 7


def test_wrong_codes_lock_out_like_wrong_passwords(client, sign_in, codes):
    client.post("/admin/logout/")
    answers = [sign_in(code="000000").status_code for _n in range(5)]

    assert answers[-1] == 429


@pytest.mark.parametrize("model", [TOTPDevice, StaticDevice])
def test_wrong_codes_hold_up_the_right_code_for_a_minute_at_most(
    client, sign_in, codes, code, model
):
    client.post("/admin/logout/")
    right_code = code() if model is TOTPDevice else codes[0]
    model.objects.update(
        throttling_failure_count=30,
        throttling_failure_timestamp=timezone.now() - timedelta(seconds=70),
    )

    assert sign_in(code=right_code).status_code == 302


def test_wrong_codes_on_its_page_count_as_failed_sign_ins(client, codes, code):
    answers = [client.post(PAGE, {"code": "000000"}).status_code for _n in range(5)]
    TOTPDevice.objects.get().throttle_reset()

    assert AccessFailureLog.objects.filter(username="ada").count() == 5
    assert answers[-1] == 429
    assert client.post(PAGE, {"code": code(), "remove": "1"}).status_code == 429
    assert TOTPDevice.objects.exists()


def test_it_is_removed_only_with_a_code(client, codes, code, settings):
    settings.OTP_TOTP_THROTTLE_FACTOR = 0  # Seconds to wait after a failure.
    client.post(PAGE, {"code": "000000", "remove": "1"})
    assert TOTPDevice.objects.exists()

    index = client.post(PAGE, {"code": code(), "remove": "1"}, follow=True)
    assert "The second factor was removed." in index.content.decode()
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


@pytest.fixture
def other_browser(curator):
    """A browser in which the same curator is signed in."""
    browser = Client()
    browser.force_login(curator)
    return browser


def test_setting_it_up_ends_older_sessions(client, sign_in, code, other_browser):
    sign_in()
    older_key = client.session.session_key
    client.get(PAGE)
    page = set_up(client, code()).content.decode()

    assert "1 other session was ended." in page
    assert other_browser.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.session.session_key != older_key
    assert not client.session.exists(older_key)


@pytest.mark.parametrize("change", ["recovery", "remove"])
def test_a_change_of_it_ends_other_sessions(client, curator, codes, code, change):
    browser = Client()
    browser.force_login(curator)
    client.post(PAGE, {"code": "000000", change: "1"})
    assert browser.get("/admin/").status_code == 200

    TOTPDevice.objects.get().throttle_reset()
    client.post(PAGE, {"code": code(), change: "1"})
    assert browser.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_secret_shown_in_another_session_is_worth_nothing(
    client, sign_in, code, other_browser
):
    other_browser.get(PAGE)
    stolen = TOTPDevice.objects.get().key
    sign_in()
    client.get(PAGE)
    client.get(PAGE)
    set_up(client, code())

    assert TOTPDevice.objects.get(confirmed=True).key != stolen


def test_a_required_second_factor_cannot_be_bypassed(client, sign_in, settings, code):
    settings.REQUIRE_OTP = True
    sign_in()

    for address in ("/admin/institutes/partner/", "/admin/auth/user/"):
        assert client.get(address).status_code == 302
        assert client.post(f"{address}add/", {}).status_code == 302
    assert client.get("/admin/login/?next=/admin/")["Location"] == PAGE
    client.get(PAGE)
    set_up(client, code())
    assert client.get("/admin/institutes/partner/").status_code == 200


def test_the_setup_page_requires_a_signed_in_curator(client, db, curator):
    assert client.get(PAGE)["Location"] == f"/admin/login/?next={PAGE}"
    client.force_login(get_user_model().objects.create_user("visitor"))
    assert client.get(PAGE).status_code == 302
