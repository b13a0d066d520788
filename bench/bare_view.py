"""The least that Django can do: one query, and the same bytes for everyone.

`BareView` runs it in two processes of four threads, on the web server of the site.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mfgusa import env

PROCESSES = 2


def view(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM db_dataversion")
        cursor.fetchone()
    return HttpResponse(page, headers={"Content-Encoding": "gzip"})


class BareView:
    """Serves these bytes on loopback until `stop`."""

    def __init__(self, page: bytes, folder: Path, database: str) -> None:
        file = folder / "bare-page"
        file.write_bytes(page)
        listener = socket.create_server(("127.0.0.1", 0))
        number = listener.fileno()
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.bare_view", str(file), str(number)],
                env=os.environ | {"DATABASE_URL": database},
                pass_fds=[number],
            )
            for _process in range(PROCESSES)
        ]
        listener.close()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)


def main() -> None:
    """Serve the view on the socket that is inherited."""
    from mfgusa.server.limits import Limits
    from mfgusa.server.server import WebServer

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    listener = socket.socket(fileno=int(sys.argv[2]))
    server = WebServer(get_wsgi_application(), listener, Limits())
    signal.signal(signal.SIGTERM, server.stop)
    server.run()


if __name__ == "__main__":
    page = Path(sys.argv[1]).read_bytes()
    urlpatterns = [path("", view)]
    primary = env.server_settings(os.environ["DATABASE_URL"])
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="-",
        TRUSTED_PROXIES=0,
        DATABASES=env.database_settings(primary, [], pool=8),
    )
    main()
