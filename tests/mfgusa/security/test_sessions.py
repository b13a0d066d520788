"""A session ends some time after the last request, and half a day after its first."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from mfgusa.security.sessions import BEGAN, SEEN, SessionStore
from tests.shapes import shapes

MINUTE, HOUR = 60, 3600
PAGE = "/admin/institutes/site/"


@pytest.fixture
def desk(client, curator):
    client.force_login(curator)
    return client


def let_pass(seconds):
    """As if all that sessions know of had been so long ago."""
    for row in Session.objects.all():
        held = row.get_decoded()
        held |= {BEGAN: held[BEGAN] - seconds, SEEN: held[SEEN] - seconds}
        row.session_data = SessionStore().encode(held)
        row.expire_date -= timedelta(seconds=seconds)
        row.save()


def writes_of(client):
    with shapes() as found:
        assert client.get(PAGE).status_code == 200
    return sum(times for one, times in found.items() if "UPDATE" in one)


def test_who_was_away_for_two_hours_signs_in_and_is_led_on(desk):
    let_pass(2 * HOUR - 5)
    assert desk.get(PAGE).status_code == 200

    let_pass(2 * HOUR)
    response = desk.get(PAGE)
    assert response["Location"] == f"/admin/login/?next={PAGE}"
    assert response.cookies["sessionid"]["max-age"] == 0
    assert desk.post(PAGE, {"action": "delete_selected"}).status_code == 302


def test_no_session_lasts_longer_than_half_a_day_however_busy(desk):
    for _time in range(11):
        let_pass(HOUR)
        assert desk.get(PAGE).status_code == 200

    let_pass(HOUR)
    assert desk.get(PAGE).status_code == 302
    assert not Session.objects.exists()


def test_a_request_is_written_down_once_a_minute_at_most(desk):
    assert writes_of(desk) == 0
    let_pass(MINUTE)
    assert [writes_of(desk), writes_of(desk)] == [1, 0]


def test_the_limits_are_settings(desk, settings):
    settings.SESSION_LONGEST = HOUR
    let_pass(HOUR)

    assert desk.get(PAGE).status_code == 302
