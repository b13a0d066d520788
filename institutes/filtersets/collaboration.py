import django_filters
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.partner import PartnerFilterSet
from institutes.filtersets.vocabularies import STATES
from institutes.models import Partner
from mfgusa.catalogue.filters.chips import build_chips
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import AsOfFilter, FacetedFilterSet
from mfgusa.catalogue.filters.vocabulary import choices_vocabulary


class Measure(TextChoices):
    """What two institutes may share."""

    PARTNERS = "partners", _("Shared partners")
    PROJECTS = "projects", _("Shared projects")


class CollaborationFilterSet(FacetedFilterSet):
    """What is counted between institutes, and which partners count for it.

    Its facets are those of the partners' catalogue under the same names, so that a
    number and the list behind it are asked for in the same words.
    """

    by = django_filters.ChoiceFilter(
        label=_("Count"), choices=Measure.choices, method="keep", empty_label=None
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

    def keep(self, partners, _name, _measure):
        """What is counted does not narrow the partners down."""
        return partners

    @cached_property
    def chips(self):
        """The filters of partners in use; what is counted has its own box."""
        return list(build_chips(self, but="by"))

    @property
    def measure(self):
        return Measure(self.active_values.get("by") or Measure.PARTNERS)

    @cached_property
    def problems(self):
        """Besides what no catalogue takes: filters of partners on projects."""
        return [*super().problems, *self._beside_projects()]

    def _beside_projects(self):
        others = [name for name in self.active_values if name != "by"]
        if self.measure == Measure.PROJECTS and others:
            text = _now("by: projects are counted whole; %(names)s narrows partners.")
            names = ", ".join(others)
            yield ParameterProblem(
                "by", text % {"names": names}, Measure.PARTNERS.value
            )

    @cached_property
    def parameter_names(self):
        """Its parameters; a matrix has no pages and no long facets."""
        return list(self.filters)

    @cached_property
    def partners(self):
        """The same choice as the partners' catalogue takes it."""
        query = QueryDict(self.query({"by": None}))
        rows = Partner.objects.with_institute_count()
        return PartnerFilterSet.restricted_to(self.filters, query, rows)
