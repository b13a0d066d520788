"""How many failed sign-ins a name may have from all addresses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import connection
from django.db.models import F
from django.test import Client

HOME, OFFICE, ELSEWHERE = "192.0.2.1", "192.0.2.2", "192.0.2.3"


@pytest.fixture
def guess(client, curator):
    """Send a wrong password for a name, each time from another address."""
    networks = iter(range(1, 1000))

    def guess(username="ada"):
        posted = {"username": username, "password": "wrong"}
        address = f"2001:db8:0:{next(networks):x}::1"
        return client.post("/admin/login/", posted, REMOTE_ADDR=address)

    return guess


def let_pass(**time):
    for model in (AccessFailureLog, AccessLog, AccessAttempt):
        model.objects.update(attempt_time=F("attempt_time") - timedelta(**time))


@pytest.mark.parametrize("username", ["ada", "nobody"])
def test_a_name_is_closed_after_a_hundred_failures_from_anywhere(
    sign_in, guess, username
):
    answers = [guess(username).status_code for _n in range(102)]
    refused = sign_in(username=username, REMOTE_ADDR=ELSEWHERE)

    assert answers == [200] * 100 + [429] * 2
    assert refused.status_code == 429
    assert 3500 < int(refused["Retry-After"]) <= 3600
    assert "60 minutes" in refused.content.decode()
    assert AccessFailureLog.objects.count() == 100


def test_a_closed_name_opens_as_the_failures_are_an_hour_old(settings, sign_in, guess):
    settings.SIGN_IN_FAILURES_PER_HOUR = 2
    answers = [guess(), guess(), guess()]
    let_pass(minutes=59)
    early = sign_in(REMOTE_ADDR=ELSEWHERE)
    let_pass(minutes=1)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert early.status_code == 429
    assert int(early["Retry-After"]) <= 60
    assert sign_in(REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_old_failures_do_not_hide_new_ones(settings, sign_in, guess):
    settings.SIGN_IN_FAILURES_PER_HOUR = 2
    sign_in("wrong")
    row = AccessFailureLog.objects.get()
    AccessFailureLog.objects.bulk_create(
        AccessFailureLog(username="ada", user_agent=row.user_agent)
        for _n in range(1100)
    )
    let_pass(days=1)

    assert [guess().status_code for _n in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("address", "days", "status"),
    [(HOME, 0, 302), (HOME, 89, 302), (HOME, 91, 429), (OFFICE, 0, 429)],
)
def test_a_closed_name_stays_open_where_it_was_signed_in_from(
    client, settings, sign_in, guess, address, days, status
):
    settings.SIGN_IN_FAILURES_PER_HOUR = 2
    sign_in(REMOTE_ADDR=HOME)
    client.post("/admin/logout/")
    let_pass(days=days)
    guess(), guess()

    assert sign_in(REMOTE_ADDR=address).status_code == status
    assert guess().status_code == 429


def test_a_known_address_has_five_failures_like_any_other(
    client, settings, sign_in, guess
):
    sign_in(REMOTE_ADDR="2001:db8:f:f::1")
    client.post("/admin/logout/")
    settings.SIGN_IN_FAILURES_PER_HOUR = 2
    guess(), guess()
    answers = [
        sign_in("wrong", REMOTE_ADDR=f"2001:db8:f:f::{n}").status_code
        for n in range(2, 8)
    ]

    assert answers == [200] * 4 + [429] * 2


def test_guesses_at_the_same_time_pass_the_limit_by_their_number(
    transactional_db, curator, settings
):
    settings.SIGN_IN_FAILURES_PER_HOUR = 20

    def guess(n):
        posted = {"username": "ada", "password": "wrong"}
        response = Client().post("/admin/login/", posted, REMOTE_ADDR=f"192.0.2.{n}")
        connection.close()
        return response.status_code

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(guess, range(60)))

    assert 20 <= answers.count(200) < 20 + 4
    assert answers[24:] == [429] * 36
