"""A session ends two hours after its last request and half a day after its first."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from mfgusa.security.sessions import (
    LAST_SEEN_AT,
    STARTED_AT,
    SessionStore,
    is_issued,
)
from tests.query_shapes import record_shapes

MINUTE, HOUR = 60, 3600
PAGE = "/admin/institutes/site/"


@pytest.fixture
def signed_in(client, curator):
    client.force_login(curator)
    return client


def let_pass(seconds):
    """Move all sessions into the past."""
    for row in Session.objects.all():
        held = row.get_decoded()
        held |= {
            STARTED_AT: held[STARTED_AT] - seconds,
            LAST_SEEN_AT: held[LAST_SEEN_AT] - seconds,
        }
        row.session_data = SessionStore().encode(held)
        row.expire_date -= timedelta(seconds=seconds)
        row.save()


def writes_of(client):
    with record_shapes() as statements:
        assert client.get(PAGE).status_code == 200
    return sum(n for statement, n in statements.items() if "UPDATE" in statement)


def test_two_idle_hours_lead_to_the_sign_in(signed_in):
    let_pass(2 * HOUR - 5)
    assert signed_in.get(PAGE).status_code == 200

    let_pass(2 * HOUR)
    response = signed_in.get(PAGE)
    assert response["Location"] == f"/admin/login/?next={PAGE}"
    assert response.cookies["sessionid"]["max-age"] == 0
    assert signed_in.post(PAGE, {"action": "delete_selected"}).status_code == 302


def test_a_busy_session_ends_after_half_a_day(signed_in):
    for _time in range(11):
        let_pass(HOUR)
        assert signed_in.get(PAGE).status_code == 200

    let_pass(HOUR)
    assert signed_in.get(PAGE).status_code == 302
    assert not Session.objects.exists()


def test_a_session_is_saved_at_most_once_a_minute(signed_in):
    assert writes_of(signed_in) == 0
    let_pass(MINUTE)
    assert [writes_of(signed_in), writes_of(signed_in)] == [1, 0]


def test_the_limits_are_settings(signed_in, settings):
    settings.SESSION_MAX_AGE = HOUR
    let_pass(HOUR)

    assert signed_in.get(PAGE).status_code == 302


def test_a_session_key_is_signed(client, curator):
    client.force_login(curator)
    issued = client.cookies["sessionid"].value
    last = "b" if issued[-1] == "a" else "a"

    assert is_issued(issued)
    for made_up in ("", "x", "a1" * 16, "a1" * 20, issued[:-1], issued[:-1] + last):
        assert not is_issued(made_up)
