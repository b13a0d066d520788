"""Clients that trickle hold no thread, and nothing for ever."""

import time

from tests.mfgusa.server.conftest import LARGE

FORM = b"Content-Length: 1000000\r\n"
LENGTH = b"Content-Length: 2\r\n"


def test_bodies_that_do_not_arrive_hold_no_thread(serve):
    site = serve(threads=1)
    for _client in range(30):
        site.connect().send("/", "POST", FORM, b"a")

    assert site.get("/")[0] == 200


def test_heads_that_do_not_end_hold_no_thread(serve):
    site = serve(threads=1)
    for _client in range(30):
        site.connect().socket.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")

    assert site.get("/")[0] == 200


def test_readers_that_do_not_read_hold_no_thread(serve):
    site = serve(threads=1)
    slow = [site.connect().send("/large") for _client in range(2)]

    site.wait_for_large_answers(2)
    assert site.get("/")[0] == 200
    assert len(slow[0].read()[2]) == LARGE


def test_the_next_answer_is_made_when_the_client_has_taken_the_one_before(serve):
    site = serve()
    slow = site.connect().send("/large").send("/large").send("/large")
    site.wait_for_large_answers(1)

    assert site.get("/large")[0] == site.get("/large")[0] == 200
    assert site.application.large_answers == 3
    assert [len(slow.read()[2]) for _answer in range(3)] == 3 * [LARGE]


def test_a_reader_who_keeps_up_gets_a_large_answer_whole(serve):
    assert len(serve().get("/large")[2]) == LARGE


def test_a_client_slower_than_the_lowest_rate_is_cut_off_in_the_end(serve):
    site = serve(patience=1)
    bodies = site.connect().send("/", "POST", FORM, b"a")
    heads = site.connect()
    heads.socket.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    silent = site.connect()

    assert bodies.is_hung_up()
    assert heads.is_hung_up()
    assert silent.is_hung_up()


def test_a_slow_application_is_not_a_slow_client(serve):
    site = serve(patience=1)
    client = site.connect().send("/wait")
    assert site.connect().is_hung_up()

    site.application.go_on.set()

    assert client.read()[2] == b"waited"


def test_beyond_the_limit_the_slowest_client_makes_room(serve):
    site = serve(connections=10)
    slow = [site.connect().send("/", "POST", FORM, b"a") for _client in range(10)]

    assert [site.get("/")[0] for _visitor in range(5)] == 5 * [200]
    assert slow[0].is_hung_up()


def test_beyond_the_spool_the_slowest_client_makes_room(serve):
    site = serve(spool=3 * LARGE)
    slow = [site.connect().send("/large") for _client in range(4)]
    site.wait_for_large_answers(2)

    while len(site.server.active_channels) == len(slow):
        time.sleep(0.01)

    assert len(slow[3].read()[2]) == LARGE


def test_beyond_the_limit_connections_without_a_request_go_first(serve):
    site = serve(connections=10)
    uploads = [site.connect().send("/", "POST", LENGTH, b"a") for _client in range(5)]
    idle = site.connect()
    idle.send("/").read()

    silent = [site.connect() for _client in range(30)]

    assert site.get("/")[0] == 200
    assert idle.is_hung_up()
    assert silent[0].is_hung_up()
    for upload in uploads:
        upload.socket.sendall(b"b")
    assert [upload.read()[2] for upload in uploads] == 5 * [b"body: ab"]


def test_beyond_the_limit_clients_that_keep_up_go_last(serve):
    site = serve(connections=10)
    upload = site.connect().send("/", "POST", FORM, bytes(900_000))
    while not any(c.has_kept_up for c in list(site.server.active_channels.values())):
        time.sleep(0.01)

    for _client in range(30):
        site.connect().socket.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")

    assert site.get("/")[0] == 200
    upload.socket.sendall(bytes(100_000))
    assert upload.read()[0] == 200


def test_who_comes_while_silent_connections_are_many_has_time_to_begin(serve):
    site = serve(connections=20)
    silent = [site.connect() for _client in range(40)]
    visitor = site.connect()

    silent += [site.connect(), site.connect()]
    assert silent[22].is_hung_up()

    assert visitor.send("/").read()[0] == 200
