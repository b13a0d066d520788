"""What a worker does so that processes start quickly: it stores the indexes."""

from mfgusa.catalogue.facet_index.follower import IndexFollower
from mfgusa.catalogue.models import FacetCheckpoint, FacetLogEntry
from mfgusa.db.models import DatabaseLife

LONG_LOG = 100  # Entries, each of one statement.


def store_index_if_due(follower: IndexFollower) -> None:
    """Store an index that is not stored, or whose log has become long."""
    definition = follower.definition
    stored = FacetCheckpoint.objects.filter(
        index=definition.name,
        definition=definition.digest,
        life__in=DatabaseLife.objects.values("id"),
    )
    log = FacetLogEntry.objects.filter(index=definition.name)
    if log[:LONG_LOG].count() == LONG_LOG or not stored.exists():
        follower.store()
