from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class DbConfig(AppConfig):
    """PostgreSQL's part of the site: history, data versions, rules over rows."""

    name = "mfgusa.db"

    def ready(self) -> None:
        from pghistory.models import Context

        from mfgusa.db.history import protect_context
        from mfgusa.db.models import ensure_life
        from mfgusa.db.tables_read import install_recorder
        from mfgusa.db.trigger_functions import protect_trigger_functions
        from mfgusa.db.trigger_installation import install_triggers

        connection_created.connect(install_recorder)
        protect_context(Context)
        post_migrate.connect(ensure_life, sender=self)
        # The apps get the signal in their order, and pgtrigger is before pghistory.
        post_migrate.connect(install_triggers, sender=apps.get_app_config("pgtrigger"))
        last = apps.get_app_config("pghistory")
        post_migrate.connect(protect_trigger_functions, sender=last)
