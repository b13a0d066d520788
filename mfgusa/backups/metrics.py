"""What the metrics say of the newest backup."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily, Metric

from mfgusa.backups.models import BackupRecord


def newest_backup() -> Iterable[Metric]:
    """When the newest verified backup was made, and its size; 0 if there is none."""
    newest = BackupRecord.objects.order_by("made_at").last()
    yield GaugeMetricFamily(
        "mfgusa_backup_timestamp_seconds",
        "Unix time of the newest verified backup; 0 if there is none.",
        value=newest.made_at.timestamp() if newest else 0,
    )
    yield GaugeMetricFamily(
        "mfgusa_backup_size_bytes",
        "Size of its dump.",
        value=newest.bytes if newest else 0,
    )
