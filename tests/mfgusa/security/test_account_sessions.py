"""The sessions of an account are seen and ended."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from mfgusa.security.models import AccountSession
from tests.mfgusa.security.conftest import PASSWORD

PAGE = "/admin/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604.1"
)
NEW_PASSWORD = "a different passphrase"


@pytest.fixture
def sign_in_elsewhere(curator):
    """Sign an account in from another browser; return its client."""

    def sign_in_elsewhere(username="ada", **headers):
        browser = Client(**headers)
        posted = {"username": username, "password": PASSWORD}
        assert browser.post("/admin/login/", posted).status_code == 302
        return browser

    return sign_in_elsewhere


@pytest.fixture
def editor(curator):
    """A curator who is no superuser."""
    create = get_user_model().objects.create_user
    return create("bob", password=PASSWORD, is_staff=True)


def is_signed_in(browser):
    return browser.get("/admin/").status_code == 200


def sessions_on(browser, page=PAGE):
    return browser.get(page).context["sessions"]


def test_the_page_shows_where_an_account_is_signed_in(
    client, sign_in, sign_in_elsewhere
):
    sign_in(HTTP_USER_AGENT=FIREFOX)
    sign_in_elsewhere(HTTP_USER_AGENT=SAFARI, REMOTE_ADDR="2001:db8::7")
    page = client.get(PAGE).content.decode()
    own, phone = sessions_on(client)

    assert (own.browser, own.address) == ("Firefox, Windows", "127.0.0.1")
    assert (phone.browser, phone.address) == ("Safari, iPhone", "2001:db8::")
    assert (own.is_current, phone.is_current) == (True, False)
    assert own.started_at <= phone.started_at <= now()
    assert page.count("This session") == page.count(">End</button>") == 1


def test_no_session_key_is_on_the_page(client, sign_in, sign_in_elsewhere):
    sign_in()
    sign_in_elsewhere()
    page = client.get(PAGE).content.decode()

    for key in Session.objects.values_list("pk", flat=True):
        assert key not in page


def test_a_session_is_ended_at_once(client, sign_in, sign_in_elsewhere):
    sign_in()
    phone, laptop = sign_in_elsewhere(), sign_in_elsewhere()
    shown = [session.pk for session in sessions_on(phone) if session.is_current]
    response = client.post(PAGE, {"session": shown[0]}, follow=True)

    assert "1 session was ended." in response.content.decode()
    assert not is_signed_in(phone)
    assert is_signed_in(laptop)
    assert is_signed_in(client)


@pytest.mark.parametrize("number", ["²", "9" * 5000, "9" * 18])
def test_another_number_than_that_of_a_session_ends_none(client, sign_in, number):
    sign_in()
    answer = client.post(PAGE, {"session": number}, follow=True)

    assert "0 sessions were ended." in answer.content.decode()


def test_all_other_sessions_are_ended(client, sign_in, sign_in_elsewhere, monkeypatch):
    lines = []
    logger = "mfgusa.security.admin_site.logger.info"
    sign_in()
    phone, laptop = sign_in_elsewhere(), sign_in_elsewhere()
    monkeypatch.setattr(logger, lambda text, *args: lines.append(text % args))
    client.post(PAGE, {"session": "others"})

    assert lines == ["session-end: 2 of 'ada' by 'ada' from 127.0.0.1"]
    assert not is_signed_in(phone)
    assert not is_signed_in(laptop)
    assert is_signed_in(client)


@pytest.mark.parametrize("typed", ["", "x", "0", "-1", "9" * 30])
def test_what_is_no_session_ends_none(client, sign_in, sign_in_elsewhere, typed):
    sign_in()
    phone = sign_in_elsewhere()

    assert client.post(PAGE, {"session": typed}).status_code == 302
    assert is_signed_in(phone)


def test_the_session_of_another_account_is_not_ended(
    client, sign_in, sign_in_elsewhere, editor
):
    sign_in()
    browser = sign_in_elsewhere("bob")
    for shown in sessions_on(client):
        browser.post(PAGE, {"session": shown.pk})

    assert browser.get(f"{PAGE}{editor.pk + 1}/").status_code == 403
    assert browser.post(f"{PAGE}1/", {"session": "others"}).status_code == 403
    assert is_signed_in(client)


def test_a_superuser_ends_the_sessions_of_any_account(
    client, sign_in, sign_in_elsewhere, editor
):
    sign_in()
    browser = sign_in_elsewhere("bob")
    page = f"{PAGE}{editor.pk}/"

    assert page in client.get(f"/admin/auth/user/{editor.pk}/change/").content.decode()
    assert len(sessions_on(client, page)) == 1
    client.post(page, {"session": "others"})
    assert not is_signed_in(browser)
    assert is_signed_in(client)
    assert "not signed in anywhere" in client.get(page).content.decode()


def test_a_request_in_flight_does_not_bring_an_ended_session_back(
    client, sign_in, sign_in_elsewhere
):
    sign_in()
    phone = sign_in_elsewhere()
    in_flight = phone.session
    assert in_flight["_auth_user_id"]
    client.post(PAGE, {"session": "others"})
    in_flight["typed"] = "later"

    with pytest.raises(UpdateError):
        in_flight.save()
    assert AccountSession.objects.count() == Session.objects.count() == 1


def test_signing_out_and_clearsessions_leave_nothing(
    client, sign_in, sign_in_elsewhere
):
    sign_in()
    sign_in_elsewhere()
    client.post("/admin/logout/")
    assert AccountSession.objects.count() == 1

    Session.objects.update(expire_date=now())
    call_command("clearsessions")
    assert not AccountSession.objects.exists()


def test_the_release_before_deletes_sessions_as_it_did(client, sign_in):
    sign_in()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")

    assert not AccountSession.objects.exists()


def test_a_new_password_ends_all_other_sessions(client, sign_in, sign_in_elsewhere):
    sign_in()
    phone = sign_in_elsewhere()
    passwords = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post("/admin/password_change/", {"old_password": PASSWORD} | passwords)

    assert [session.is_current for session in sessions_on(client)] == [True]
    assert not is_signed_in(phone)
    assert is_signed_in(client)


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_costs_the_same_however_many_sessions(
    client, sign_in, sign_in_elsewhere, django_assert_num_queries, count
):
    sign_in()
    for _n in range(count):
        Client().force_login(get_user_model().objects.get())

    with django_assert_num_queries(3):
        assert len(sessions_on(client)) == count + 1
