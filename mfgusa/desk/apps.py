from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The curators' admin: forms, tables in and out, and the pages of imports."""

    name = "mfgusa.desk"
