from django.apps import AppConfig


class DbConfig(AppConfig):
    """PostgreSQL's part of the site: history, data versions, rules over rows."""

    name = "mfgusa.db"
