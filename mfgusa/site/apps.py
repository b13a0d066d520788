from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The pages that know every app; the last app, so that it finds all tables."""

    name = "mfgusa.site"

    def ready(self) -> None:
        from django.contrib import admin

        from mfgusa.provenance.admin import register_tables

        register_tables(admin.site)
