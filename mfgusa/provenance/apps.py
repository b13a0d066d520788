from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    """Where facts were read, and what proves each value."""

    name = "mfgusa.provenance"
