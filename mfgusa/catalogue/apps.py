from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CatalogueConfig(AppConfig):
    """What every public list is made of; apps say what pages show.

    They say it in their modules `panels`, `comparisons`, `facets` and `subjects`.
    """

    name = "mfgusa.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        autodiscover_modules("panels", "comparisons", "facets", "subjects")
