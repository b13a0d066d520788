"""Words that want to be something else, and what of a page they could become."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

HURT = "</script><script>alert(1)</script>\"><img src=x onerror=alert(1)>'&<!--\r\nX: 1"
SCRIPT = "javascript:alert(1)"
SIGNS = "&|!():*<->'\\%"
TEXTS = ["a\x00b", HURT, SIGNS, "é" * 1000, "e\u0301" * 200, "\u202eabc", "\ud800"]


def quoted(text):
    return urlencode({"": text.encode("utf-8", "surrogatepass")})[1:]


class Reader(HTMLParser):
    """What of a page could run, or lead somewhere else than to the web."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        data = held.get("type") == "application/ld+json"
        if tag == "script" and "src" not in held and not data:
            self.found.append("script")
        for name, value in attributes:
            if name.startswith("on") or (name, value) == ("src", "x"):
                self.found.append(name)
            if name in ("href", "action") and not is_safe(value or ""):
                self.found.append(value)


def is_safe(address):
    return bool(re.match(r"https?://|/(?!/)|[?#]|$", address))
