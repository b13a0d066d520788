"""Whether the site in this container answers: `python -m mfgusa.healthcheck`.

The exit status is 0 if it does. The request uses a host name of the site, and needs
neither settings nor a database.
"""

import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

from mfgusa import env


def is_healthy() -> bool:
    """Whether the site at PORT of this machine answers `/healthz` with 200."""
    port = env.read_int("PORT", default=8000, most=65_535)
    name, *_aliases = [*env.read_list("ALLOWED_HOSTS"), "localhost"]
    host = {"Host": name.strip(".*") or "localhost"}
    request = Request(f"http://127.0.0.1:{port}/healthz", headers=host)
    try:
        with urlopen(request, timeout=4) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_healthy() else 1)
