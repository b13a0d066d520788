from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Changes of many rows: planned, previewed, applied and reverted as one."""

    name = "mfgusa.proposals"
