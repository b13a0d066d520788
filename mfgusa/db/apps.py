from django.apps import AppConfig


class DbConfig(AppConfig):
    """What the site asks of PostgreSQL: history, data versions, rules over rows."""

    name = "mfgusa.db"
