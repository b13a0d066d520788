"""A server that is told to stop ends what has begun, and begins nothing."""

FORM = b"Content-Length: 1000000\r\n"


def test_requests_in_flight_are_answered_and_new_ones_refused(serve):
    site = serve(drain=20)
    client = site.connect().send("/wait")
    site.application.begun.wait(20)
    queued = site.connect().send("/")

    site.stop().wait_until_refused()
    site.application.go_on.set()

    assert client.read()[1]["connection"] == "close"
    assert queued.read()[0] == 200
    site.thread.join()


def test_idle_and_slow_clients_do_not_hold_up_the_end(serve):
    site = serve(drain=1000)
    idle = site.connect()
    idle.send("/").read()
    slow = site.connect().send("/", "POST", FORM, b"a")

    site.stop().thread.join()

    assert idle.is_hung_up()
    assert slow.is_hung_up()


def test_a_request_that_takes_too_long_is_broken_off(serve):
    site = serve(drain=0)
    client = site.connect().send("/wait")
    site.application.begun.wait(20)

    site.stop().thread.join()

    assert client.is_hung_up()
