"""The values that the facets of several catalogues share."""

from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from institutes.filtersets.vocabularies import INSTITUTES
from institutes.series import NETWORK
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import (
    Option,
    Vocabulary,
    column_vocabulary,
    table_vocabulary,
)
from roadmaps.models import Challenge, Roadmap, Skill

CHALLENGES = table_vocabulary(Challenge.objects.all(), "slug", "name")
ROADMAPS = table_vocabulary(Roadmap.objects.all(), "key", "title")
SKILLS = table_vocabulary(Skill.objects.all(), "slug", "name")
SERIES = column_vocabulary(Roadmap.objects.all(), "series")


class ScopeFacet(Facet):
    """Whose plan it is: an institute's, or of the whole network where none is named."""

    def __init__(self, field_name, *, label, **kwargs):
        kwargs = {"vocabulary": Vocabulary(self.known)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @staticmethod
    def known():
        return [*INSTITUTES(), Option(NETWORK, _("The whole network"))]

    def _match(self, path, parent, values):
        match = Q(**{f"{path}__in": values})
        return match | Q(**{f"{path}__isnull": True}) if NETWORK in values else match

    def expression(self):
        return Coalesce(self.field_name, Value(NETWORK))
