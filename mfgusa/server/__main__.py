"""A web process: `python -m mfgusa.server 3` serves on the socket that is file 3.

`manage.py run` starts it. It ends on SIGTERM, when requests in flight have ended.
"""

import signal
import socket
import sys

from django.conf import settings

from mfgusa.server.limits import read_limits
from mfgusa.server.server import WebServer
from mfgusa.wsgi import application


def main() -> None:
    """Serve until SIGTERM; further signals change nothing."""
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    descriptor, drain = map(int, sys.argv[1:])
    limits = read_limits(upload_limit=settings.UPLOAD_LIMIT, drain=drain)
    server = WebServer(application, socket.socket(fileno=descriptor), limits)
    signal.signal(signal.SIGTERM, server.stop)
    server.run()


if __name__ == "__main__":
    main()
