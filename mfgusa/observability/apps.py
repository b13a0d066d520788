from django.apps import AppConfig
from django.db.backends.signals import connection_created

from mfgusa.observability.query_log import install_query_counter


class ObservabilityConfig(AppConfig):
    """Counts the queries of each request and logs slow ones."""

    name = "mfgusa.observability"

    def ready(self) -> None:
        connection_created.connect(install_query_counter)
