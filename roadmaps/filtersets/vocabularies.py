"""Vocabularies and facets that several catalogues share."""

from typing import TYPE_CHECKING, Any

from django.db.models import Value
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

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CHALLENGES = table_vocabulary(Challenge.objects.all(), "slug", "name")
ROADMAPS = table_vocabulary(Roadmap.objects.all(), "key", "title")
SKILLS = table_vocabulary(Skill.objects.all(), "slug", "name")
SERIES = column_vocabulary(Roadmap.objects.all(), "series")


class RoadmapScopeFacet(Facet):
    """The institute of a roadmap; none means the whole network."""

    def __init__(
        self, field_name: str, *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": Vocabulary(self.options)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @staticmethod
    def options() -> list[Option]:
        """Return an option for each institute and one for the whole network."""
        return [*INSTITUTES(), Option(NETWORK, _("The whole network"))]

    def has_gap(self) -> bool:
        """Never: a roadmap without an institute is one of the whole network."""
        return False

    def expression(self) -> Coalesce:
        return Coalesce(self.field_name, Value(NETWORK))
