from django.apps import AppConfig


class DbConfig(AppConfig):
    """PostgreSQL's part of the site: history, data versions, rules over rows."""

    name = "mfgusa.db"

    def ready(self) -> None:
        from pghistory.models import Context

        from mfgusa.db.history import protect_context

        protect_context(Context)
