"""Whether the site in this container answers: `python -m mfgusa.healthcheck`.

Exits with 0 if it does.
It asks by a name that the site answers to, and needs neither settings nor database.
"""

import sys
from urllib.error import URLError
from urllib.request import Request, urlopen

from mfgusa import env


def answers() -> bool:
    """Whether the process at PORT of this machine says that it is well."""
    port = env.number("PORT", default=8000, most=65_535)
    name, *_others = [*env.words("ALLOWED_HOSTS"), "localhost"]
    host = {"Host": name.strip(".*") or "localhost"}
    request = Request(f"http://127.0.0.1:{port}/healthz", headers=host)
    try:
        with urlopen(request, timeout=4) as response:
            return response.status == 200
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if answers() else 1)
