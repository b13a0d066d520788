"""The values that the facets of several catalogues share."""

from institutes.models import Agency, FocusArea, Institute, Partner, State
from mfgusa.catalogue.filters.vocabulary import rows_of

AGENCIES = rows_of(Agency.objects.all(), "code", "name")
FOCUS_AREAS = rows_of(FocusArea.objects.all(), "slug", "name", "parent__slug")
INSTITUTES = rows_of(Institute.objects.all(), "key", "acronym")
PARTICIPANTS = rows_of(Partner.objects.in_projects(), "key", "name")
STATES = rows_of(State.objects.all(), "code", "name")
