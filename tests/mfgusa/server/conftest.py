"""A server of its own around a small application, on a port of loopback."""

import socket
import time
from contextlib import suppress
from threading import Event, Thread

import pytest

from mfgusa.server.limits import Limits
from mfgusa.server.server import WebServer

LARGE = 20_000_000  # Bytes; a thread waits for readers of more than 16 MB.
HOST = b"Host: localhost\r\n"


class Application:
    """Answers with the body it got; `/large` streams, `/wait` waits for `go_on`."""

    def __init__(self):
        self.begun, self.go_on = Event(), Event()
        self.large_answers = 0

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/unchanged":
            start_response("304 Not Modified", [])
            return []
        start_response("200 OK", [("Content-Type", "text/plain")])
        return getattr(self, environ["PATH_INFO"].strip("/"), self.echo)(environ)

    def echo(self, environ):
        return [b"body: " + environ["wsgi.input"].read()]

    def wait(self, environ):
        self.begun.set()
        self.go_on.wait(20)
        return [b"waited"]

    def broken(self, environ):
        yield b"begun"
        raise OSError("no space left")

    def large(self, environ):
        for _chunk in range(80):
            yield bytes(LARGE // 80)
        self.large_answers += 1


class Client:
    """A connection that sends what it is given and reads whole answers."""

    def __init__(self, address):
        self.socket = socket.create_connection(address, timeout=20)
        self.file = self.socket.makefile("rb")

    def send(self, path, method="GET", headers=b"", body=b""):
        start = f"{method} {path} HTTP/1.1\r\n".encode()
        self.socket.sendall(start + HOST + headers + b"\r\n" + body)
        return self

    def read(self, method="GET"):
        """The status, the headers and the body of an answer."""
        status = int(self.file.readline().split()[1])
        lines = iter(self.file.readline, b"\r\n")
        pairs = [line.decode().strip().split(": ", 1) for line in lines]
        headers = {name.lower(): value for name, value in pairs}
        if method == "HEAD" or status in (100, 304):
            return status, headers, b""
        if "content-length" in headers:
            body = self.file.read(int(headers["content-length"]))
        else:
            body = b"".join(self.chunks())
        return status, headers, body

    def chunks(self):
        while size := int(self.file.readline(), 16):
            yield self.file.read(size)
            self.file.readline()
        self.file.readline()

    def is_hung_up(self):
        """Whether the server closes the connection in time."""
        try:
            while self.socket.recv(1 << 20):
                pass
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        return True


class RunningServer:
    """A server in a thread, and its clients."""

    def __init__(self, limits):
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self.application = Application()
        self.server = WebServer(self.application, listener, limits)
        self.thread = Thread(target=self.server.run)
        self.thread.start()
        self.clients = []

    def connect(self):
        self.clients.append(Client(self.address))
        return self.clients[-1]

    def get(self, path):
        return self.connect().send(path).read()

    def wait_for_large_answers(self, count):
        while self.application.large_answers < count:
            time.sleep(0.01)

    def wait_until_refused(self):
        with suppress(ConnectionRefusedError):
            while True:
                self.connect()

    def stop(self):
        self.server.stop()
        return self

    def end(self):
        self.application.go_on.set()
        for client in self.clients:
            client.file.close()
            client.socket.close()
        self.stop().thread.join()


@pytest.fixture
def serve():
    """A function that starts a server with the given limits."""
    servers = []

    def start(**limits):
        servers.append(RunningServer(Limits(**limits)))
        return servers[-1]

    yield start
    for server in servers:
        server.end()
