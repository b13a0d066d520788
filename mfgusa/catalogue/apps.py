from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.module_loading import autodiscover_modules

from mfgusa.proposals.upkeep import register_duty

if TYPE_CHECKING:
    from mfgusa.catalogue.facet_index.follower import IndexFollower


class CatalogueConfig(AppConfig):
    """What every public list is made of; apps say what pages show.

    They say it in their modules `panels`, `comparisons`, `facets` and `subjects`.
    """

    name = "mfgusa.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from mfgusa.db.trigger_installation import (
            post_install_triggers,
            pre_install_triggers,
        )

        autodiscover_modules("panels", "comparisons", "facets", "subjects")
        pre_migrate.connect(register_facet_triggers, sender=self)
        pre_install_triggers.connect(stop_using_log)
        post_install_triggers.connect(start_using_log)
        register_duty(store_indexes, seconds=30)


def register_facet_triggers(**_signal: Any) -> None:
    """Register the triggers of all catalogues, which are installed after `migrate`."""
    register_once()


@cache
def register_once() -> None:
    """Register the triggers when a process first migrates; a restore migrates again."""
    from mfgusa.catalogue.facet_index.triggers import register_triggers

    register_triggers(follower.definition for follower in followers())


def stop_using_log(*, names: set[str], is_migrated: bool, **_signal: Any) -> None:
    """Before triggers are installed, let nobody rely on a log that lacks changes."""
    from mfgusa.catalogue.facet_index.triggers import PREFIX
    from mfgusa.catalogue.models import FacetTriggers

    if is_migrated or any(f"_{PREFIX}" in name for name in names):
        FacetTriggers.objects.all().delete()


def start_using_log(**_signal: Any) -> None:
    """After triggers were installed, say for which definitions they are."""
    from mfgusa.catalogue.facet_index.triggers import announce_triggers

    announce_triggers(follower.definition for follower in followers())


def store_indexes() -> None:
    """Store the facet indexes that processes start from, where that is due."""
    from mfgusa.catalogue.facet_index.upkeep import store_index_if_due

    for follower in followers():
        store_index_if_due(follower)


def followers() -> list["IndexFollower"]:
    """The indexes of all catalogues in this process."""
    from mfgusa.catalogue.filters.filterset import load_catalogues

    return [catalogue.follower() for catalogue in load_catalogues()]
