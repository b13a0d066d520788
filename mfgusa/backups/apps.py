from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups, and what the metrics say of the newest one."""

    name = "mfgusa.backups"

    def ready(self) -> None:
        from mfgusa.backups.metrics import newest_backup
        from mfgusa.observability.metrics import database_metrics

        database_metrics.append(newest_backup)
