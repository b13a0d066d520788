"""Requests with the details that django-htmx adds."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request that passed `HtmxMiddleware`, for annotations."""

    htmx: HtmxDetails
