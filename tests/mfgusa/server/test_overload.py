"""More requests than threads: some wait, the others are refused at once."""

import time

import pytest


@pytest.fixture(autouse=True)
def _proxy(settings):
    settings.TRUSTED_PROXIES = 1


def busy_site(serve, queue, waiting=None):
    """A site whose only thread works, with requests that wait: a full queue of them."""
    site = serve(threads=1, queue=queue)
    clients = [site.connect().send("/wait")]
    site.application.begun.wait(20)
    for _number in range(queue if waiting is None else waiting):
        clients.append(send_from("192.0.2.1", site))
    return site, clients


def send_from(address, site, path="/", **request):
    """A request of a client behind the proxy, which waits or is refused."""
    head = f"X-Forwarded-For: {address}\r\n".encode()
    before = len(site.server.task_dispatcher.queue)
    client = site.connect().send(path, headers=head, **request)
    while len(site.server.task_dispatcher.queue) == before < site.server.limits.queue:
        time.sleep(0.01)
    return client


def record_order(site):
    """The paths in the order in which they are worked on."""
    paths = []

    def echo(environ):
        paths.append(environ["PATH_INFO"])
        return [b"ok"]

    site.application.echo = echo
    return paths


def test_a_request_too_many_is_refused_at_once(serve):
    site, waiting = busy_site(serve, queue=2)

    status, headers, body = send_from("192.0.2.1", site).read()

    assert (status, headers["retry-after"]) == (503, "5")
    assert headers["cache-control"] == "no-store"
    assert body == b"The site is busy. Please try again in a few seconds.\n"
    site.application.go_on.set()
    assert [client.read()[0] for client in waiting] == [200, 200, 200]


def test_the_health_check_is_answered_however_busy_the_site_is(serve):
    site, _waiting = busy_site(serve, queue=1)

    assert site.get("/healthz")[0] == 200


def test_clients_take_turns(serve):
    site, clients = busy_site(serve, queue=20, waiting=0)
    order = record_order(site)
    for number in range(4):
        clients.append(send_from("192.0.2.1", site, f"/first-{number}"))
    clients.append(send_from("192.0.2.2", site, "/second"))
    clients.append(send_from("2001:db8::1", site, "/third-0"))
    clients.append(send_from("2001:db8::2", site, "/third-1"))

    site.application.go_on.set()

    assert {client.read()[0] for client in clients} == {200}
    assert order == [
        *("/first-0", "/second", "/third-0"),
        *("/first-1", "/third-1"),
        *("/first-2", "/first-3"),
    ]


def test_a_full_queue_refuses_the_newest_of_who_has_most(serve):
    site, waiting = busy_site(serve, queue=3)

    visitor = send_from("192.0.2.2", site)

    assert waiting[-1].read()[0] == 503
    site.application.go_on.set()
    assert visitor.read()[0] == 200
    assert [client.read()[0] for client in waiting[:-1]] == [200, 200, 200]


def test_a_request_whose_client_has_gone_is_not_worked_on(serve):
    site, clients = busy_site(serve, queue=3, waiting=0)
    order = record_order(site)
    gone = send_from("192.0.2.1", site, "/gone")
    clients.append(send_from("192.0.2.1", site, "/there"))

    gone.file.close()
    gone.socket.close()
    site.application.go_on.set()

    assert clients[-1].read()[0] == 200
    assert order == ["/there"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_health_check_with_a_body_waits_as_others_do(serve, method):
    site, _waiting = busy_site(serve, queue=3, waiting=0)
    order = record_order(site)

    head = b"Content-Length: 1\r\n"
    client = site.connect().send("/healthz", method, head, b"a")

    assert site.get("/healthz")[0] == 200
    assert order == ["/healthz"]
    site.application.go_on.set()
    assert client.read()[0] == 200
    assert order == 2 * ["/healthz"]


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_who_watches_is_answered_while_all_threads_wait(serve, path):
    site, _waiting = busy_site(serve, queue=3)
    site.server.limits = site.server.limits._replace(queue=4)

    started_at = time.monotonic()
    assert site.get(path)[0] == 200
    assert time.monotonic() - started_at < 10  # The thread waits for 20 seconds.


def test_a_full_queue_is_not_ready_but_has_metrics(serve):
    site, _waiting = busy_site(serve, queue=1)

    assert site.get("/readyz")[::2] == (
        503,
        b"The site is busy. Please try again in a few seconds.\n",
    )
    assert site.get("/metrics")[0] == 200
