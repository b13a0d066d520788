"""Vocabularies that the facets of several catalogues share."""

from institutes.models import Agency, FocusArea, Institute, Partner, State
from mfgusa.catalogue.cache.memo import TableMemo
from mfgusa.catalogue.filters.vocabulary import memoize, table_vocabulary

AGENCIES = table_vocabulary(Agency.objects.all(), "code", "name")
FOCUS_AREAS = table_vocabulary(FocusArea.objects.all(), "slug", "name", "parent__slug")
INSTITUTES = table_vocabulary(Institute.objects.all(), "key", "acronym")
PARTICIPANTS = table_vocabulary(Partner.objects.in_projects(), "key", "name")
STATES = table_vocabulary(State.objects.all(), "code", "name")
_states = TableMemo(lambda: list(State.objects.defer("search")))


def states_by_name() -> list[State]:
    """All states, for maps; read once a request, and kept until they are written."""
    return memoize(_states, _states.get)
