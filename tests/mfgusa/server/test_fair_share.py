"""How many threads a client holds at once, and how many of them sign in."""

import time

import pytest

from mfgusa.server import fair_queue

HELD = "192.0.2.1"  # A client whose requests take long.
VISITOR = "192.0.2.2"


@pytest.fixture(autouse=True)
def _proxy(settings):
    settings.TRUSTED_PROXIES = 1


@pytest.fixture
def site(serve):
    """A site of four threads whose requests wait, except for those to `/`."""
    site = serve(threads=4)
    site.working = []

    def echo(environ):
        if environ["PATH_INFO"] != "/":
            site.working.append(environ["PATH_INFO"])
            site.application.wait(environ)
        return [b"ok"]

    site.application.echo = echo
    return site


def send(site, address, path="/held", method="GET", **request):
    head = f"X-Forwarded-For: {address}\r\nContent-Length: 0\r\n".encode()
    return site.connect().send(path, method, head, **request)


def settle(site, working, waiting):
    """Wait until as many requests are worked on and wait as expected."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        counts = len(site.working), len(site.server.task_dispatcher.queue)
        if counts == (working, waiting):
            break
        time.sleep(0.01)
    assert counts == (working, waiting)


def test_a_client_holds_half_of_the_threads(site):
    held = [send(site, HELD) for _request in range(6)]
    settle(site, working=2, waiting=4)

    assert send(site, VISITOR, "/").read()[0] == 200
    assert len(site.working) == 2
    site.application.go_on.set()
    assert [client.read()[0] for client in held] == [200] * 6


def test_an_address_that_may_be_everybody_holds_all_threads(site, settings):
    settings.TRUSTED_PROXIES = 0
    held = [send(site, HELD) for _request in range(6)]
    settle(site, working=4, waiting=2)
    visitor = send(site, VISITOR, "/")
    settle(site, working=4, waiting=3)

    site.application.go_on.set()

    assert {client.read()[0] for client in [*held, visitor]} == {200}


@pytest.mark.parametrize(("minutes", "working"), [(0.9, 2), (1.1, 4)])
def test_an_address_may_be_everybody_when_no_other_came_for_a_minute(
    site, settings, monkeypatch, minutes, working
):
    send(site, VISITOR, "/").read()
    settings.TRUSTED_PROXIES = 0
    monkeypatch.setattr(
        fair_queue, "monotonic", lambda: time.monotonic() + 60 * minutes
    )

    for _request in range(6):
        send(site, HELD)

    settle(site, working=working, waiting=6 - working)


@pytest.mark.parametrize(
    ("threads", "held"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (16, 8)]
)
def test_at_least_one_thread_of_several_stays_free(serve, threads, held):
    site = serve(threads=threads)

    assert site.server.task_dispatcher.queue.client_limit == held


@pytest.mark.parametrize(
    "path", ["/admin/login/", "//admin/login/?next=/", "/admin/%6cogin/"]
)
def test_one_thread_of_four_signs_in(site, path):
    signing_in = [send(site, f"2001:db8:{n}::1", path, "POST") for n in range(5)]
    settle(site, working=1, waiting=4)

    assert send(site, VISITOR, "/").read()[0] == 200
    held = [send(site, f"192.0.2.{n}") for n in range(3)]
    settle(site, working=4, waiting=4)
    site.application.go_on.set()
    assert {client.read()[0] for client in [*signing_in, *held]} == {200}


def test_sign_ins_beyond_eight_that_wait_are_refused(site):
    path, method = "/admin/login/", "POST"
    held = [send(site, HELD, path, method) for _n in range(5)]
    settle(site, working=1, waiting=4)
    held += [send(site, f"2001:db8:{n}::1", path, method) for n in range(4)]
    settle(site, working=1, waiting=8)

    held.append(send(site, VISITOR, path, method))
    status, headers, _body = held.pop(4).read()

    assert (status, headers["retry-after"]) == (503, "5")
    site.application.go_on.set()
    assert {client.read()[0] for client in held} == {200}


def test_to_see_the_form_is_no_sign_in(site):
    for n in range(4):
        send(site, f"192.0.2.{n}", "/admin/login/")

    settle(site, working=4, waiting=0)
