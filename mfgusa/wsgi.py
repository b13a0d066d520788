"""The site as a WSGI application, for granian or any other server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from mfgusa.db import unavailable
from mfgusa.security.request_hygiene import in_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")

application = in_utf8(get_wsgi_application())
unavailable.page()  # While templates can be read.
gc.collect()
gc.freeze()  # What is loaded stays: to look through it again and again takes time.
