from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TablesConfig(AppConfig):
    """The table format; each app says in its `resources` module which it has."""

    name = "mfgusa.tables"
    label = "tables"

    def ready(self) -> None:
        autodiscover_modules("resources")
