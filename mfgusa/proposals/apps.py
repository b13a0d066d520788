from django.apps import AppConfig

HOUR, DAY = 3_600, 86_400  # Seconds.


class ProposalsConfig(AppConfig):
    """Changes of many rows: planned, previewed, applied and reverted as one."""

    name = "mfgusa.proposals"

    def ready(self) -> None:
        from mfgusa.proposals.requeue import requeue_dead_jobs
        from mfgusa.proposals.retention import forget_expired_imports
        from mfgusa.proposals.upkeep import register_duty
        from mfgusa.temporary_folder import remove_abandoned_folders

        register_duty(requeue_dead_jobs, seconds=2)
        register_duty(forget_expired_imports, seconds=DAY)
        register_duty(remove_abandoned_folders, seconds=HOUR)
