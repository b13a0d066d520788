from django.apps import AppConfig
from django.db.backends.signals import connection_created

from mfgusa.observability.query_log import watch


class WatchingConfig(AppConfig):
    """Counts the queries of each request and tells of slow ones."""

    name = "mfgusa.observability"

    def ready(self) -> None:
        connection_created.connect(watch)
