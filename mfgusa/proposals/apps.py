from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Changes of many rows: planned, seen, applied and taken back as one."""

    name = "mfgusa.proposals"
