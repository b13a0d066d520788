"""What a worker does so that processes start quickly: it stores the indexes."""

from django.db.models import Func, IntegerField
from django.db.models.functions import Coalesce

from mfgusa.catalogue.facet_index.checkpoint import usable_checkpoints
from mfgusa.catalogue.facet_index.definition import ALL_ROWS
from mfgusa.catalogue.facet_index.follower import IndexFollower
from mfgusa.catalogue.models import FacetLogEntry

LONG_LOG = 100  # Entries, each of one statement.
LONG_LOG_KEYS = 2000  # In all entries.


def store_index_if_due(follower: IndexFollower) -> None:
    """Store an index that is not stored, or whose log has become long."""
    definition = follower.definition
    stored = usable_checkpoints(definition).filter(facet=ALL_ROWS)
    checkpoint = stored.defer("sets").first()
    if checkpoint is None or is_long(definition.name, checkpoint.oldest):
        follower.store()


def is_long(index: str, oldest: int) -> bool:
    """Whether the log since a checkpoint has many entries or keys, or all rows."""
    log = FacetLogEntry.objects.filter(index=index, transaction__gte=oldest)
    sizes = log.annotate(size=Coalesce(Cardinality("keys"), LONG_LOG_KEYS))
    entry_sizes = list(sizes.values_list("size", flat=True)[:LONG_LOG])
    return len(entry_sizes) == LONG_LOG or sum(entry_sizes) >= LONG_LOG_KEYS


class Cardinality(Func):
    """The number of elements of an array; null for no array."""

    function = "cardinality"
    output_field = IntegerField()
