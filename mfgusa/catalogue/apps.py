from functools import cache
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.module_loading import autodiscover_modules

from mfgusa.proposals.upkeep import register_duty


class CatalogueConfig(AppConfig):
    """What every public list is made of; apps say what pages show.

    They say it in their modules `panels`, `comparisons`, `facets` and `subjects`.
    """

    name = "mfgusa.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        autodiscover_modules("panels", "comparisons", "facets", "subjects")
        pre_migrate.connect(register_facet_triggers, sender=self)
        register_duty(store_indexes, seconds=30)


def register_facet_triggers(**_signal: Any) -> None:
    """Register the triggers of all catalogues, which are installed after `migrate`."""
    register_once()


@cache
def register_once() -> None:
    """Register the triggers when a process first migrates; a restore migrates again."""
    from mfgusa.catalogue.facet_index.triggers import register_triggers
    from mfgusa.catalogue.filters.filterset import load_catalogues

    register_triggers(catalogue.definition() for catalogue in load_catalogues())


def store_indexes() -> None:
    """Store the facet indexes that processes start from, where that is due."""
    from mfgusa.catalogue.facet_index.upkeep import store_index_if_due
    from mfgusa.catalogue.filters.filterset import load_catalogues

    for catalogue in load_catalogues():
        store_index_if_due(catalogue.follower())
