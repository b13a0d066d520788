"""More requests than threads: some wait, the others are refused at once."""

import time


def busy_site(serve, queue):
    """A site whose only thread works, and whose queue is full."""
    site = serve(threads=1, queue=queue)
    waiting = [site.connect().send("/wait")]
    site.application.begun.wait(20)
    for _number in range(queue):
        waiting.append(site.connect().send("/"))
    while len(site.server.task_dispatcher.queue) < queue:
        time.sleep(0.01)
    return site, waiting


def test_a_request_too_many_is_refused_at_once(serve):
    site, waiting = busy_site(serve, queue=2)

    status, headers, body = site.get("/")

    assert (status, headers["retry-after"]) == (503, "5")
    assert headers["cache-control"] == "no-store"
    assert body == b"The site is busy. Please try again in a few seconds.\n"
    site.application.go_on.set()
    assert [client.read()[0] for client in waiting] == [200, 200, 200]


def test_the_health_check_is_answered_however_busy_the_site_is(serve):
    site, _waiting = busy_site(serve, queue=1)

    assert site.get("/healthz")[0] == 200
