"""The site as a WSGI application, for `mfgusa.server` or any other server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from mfgusa.db import unavailable
from mfgusa.security.request_hygiene import (
    UnescapedCookiesMiddleware,
    Utf8OnlyMiddleware,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")

application = UnescapedCookiesMiddleware(Utf8OnlyMiddleware(get_wsgi_application()))
unavailable.outage_page()  # While templates can be read.
gc.collect()
gc.freeze()  # What is loaded stays: to look through it again and again takes time.
