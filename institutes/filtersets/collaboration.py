from collections.abc import Iterator

import django_filters
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.partner import PartnerFilterSet
from institutes.filtersets.vocabularies import STATES
from institutes.models import Partner
from institutes.models.partner import PartnerQuerySet
from mfgusa.catalogue.filters.chips import Chip, build_chips
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import AsOfFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary


class Measure(TextChoices):
    """What two institutes may share."""

    PARTNERS = "partners", _("Shared partners")
    PROJECTS = "projects", _("Shared projects")


class CollaborationFilterSet(FacetedFilterSet):
    """What is counted between institutes, and which partners it counts.

    The facets have the names that they have in the partners' catalogue, so that a count
    links to its list with the same parameters.
    """

    by = django_filters.ChoiceFilter(
        label=_("Count"),
        choices=Measure.choices,
        method="ignore_measure",
        empty_label=None,
    )
    as_of = AsOfFilter()
    sector = Facet(
        "sector", label=_("Sector"), vocabulary=choices_vocabulary(Partner.Sector)
    )
    subsector = Facet(
        "subsector",
        label=_("Subsector"),
        vocabulary=choices_vocabulary(Partner.Subsector),
    )
    state = Facet("state__code", label=_("State"), vocabulary=STATES)

    def counts(self, name: str) -> dict[str, int]:
        return self.partners.counts(name)

    def ignore_measure(
        self, partners: PartnerQuerySet, _name: str, _measure: str
    ) -> PartnerQuerySet:
        """Return all partners; the measure does not filter them."""
        return partners

    @cached_property
    def chips(self) -> list[Chip]:
        """The active filters, without the measure, which has its own field."""
        return list(build_chips(self, without="by"))

    @property
    def measure(self) -> Measure:
        """What is counted."""
        return Measure(self.active_values.get("by") or Measure.PARTNERS)

    @cached_property
    def problems(self) -> list[ParameterProblem]:
        """The problems of any catalogue, and filters of partners by projects."""
        return [*super().problems, *self._filters_on_projects()]

    def _filters_on_projects(self) -> Iterator[ParameterProblem]:
        others = [name for name in self.active_values if name != "by"]
        if self.measure == Measure.PROJECTS and others:
            text = _now("by: projects are counted whole; %(names)s narrows partners.")
            names = ", ".join(others)
            yield ParameterProblem(
                "by",
                text % {"names": names},
                Measure.PARTNERS.value,
                self.measure.value,
            )

    @cached_property
    def parameter_names(self) -> list[str]:
        """The names of the parameters; a matrix has no pages and no long facets."""
        return list(self.filters)

    @cached_property
    def partners(self) -> PartnerFilterSet:
        """The same filters in the partners' catalogue."""
        query = QueryDict(self.query({"by": None}))
        rows = Partner.objects.with_institute_count()
        return PartnerFilterSet(query, rows, names=self.filters)
