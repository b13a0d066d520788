"""Vocabularies that the facets of several catalogues share."""

from institutes.models import Agency, FocusArea, Institute, Partner, State
from mfgusa.catalogue.cache.memo import TableMemo
from mfgusa.catalogue.filters.vocabulary import table_vocabulary

AGENCIES = table_vocabulary(Agency.objects.all(), "code", "name")
FOCUS_AREAS = table_vocabulary(FocusArea.objects.all(), "slug", "name", "parent__slug")
INSTITUTES = table_vocabulary(Institute.objects.all(), "key", "acronym")
PARTICIPANTS = table_vocabulary(Partner.objects.in_projects(), "key", "name")
STATES = table_vocabulary(State.objects.all(), "code", "name")

# All of them, for maps.
states_by_name = TableMemo(lambda: list(State.objects.defer("search")))
