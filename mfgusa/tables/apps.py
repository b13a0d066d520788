from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TablesConfig(AppConfig):
    """The table format; apps declare their tables in their `resources` modules."""

    name = "mfgusa.tables"
    label = "tables"

    def ready(self) -> None:
        autodiscover_modules("resources")
