from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from institutes.models import Indicator
from mfgusa.catalogue.filters.conditions import ConditionFacet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import (
    FacetedFilterSet,
    SearchFilter,
    SortFilter,
)
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    Option,
    Vocabulary,
    choices_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold


class ObservationScope(TextChoices):
    """What an indicator is observed of; it may be both."""

    NETWORK = "network", _("The whole network")
    INSTITUTES = "institutes", _("Single institutes")


class ObservationScopeFacet(ConditionFacet):
    """What an indicator has observations of; not recorded where it has none."""

    def __init__(self, field_name="pk", *, label, **kwargs):
        kwargs = {"vocabulary": choices_vocabulary(ObservationScope)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self):
        return {
            ObservationScope.NETWORK.value: Q(network_count__gt=0),
            ObservationScope.INSTITUTES.value: Q(institute_count__gt=0),
            NOT_RECORDED: Q(observation_count=0),
        }


class DisagreementFacet(ConditionFacet):
    """Whether sources disagree, and on what: the whole network or its institutes."""

    def __init__(self, field_name="pk", *, label, **kwargs):
        kwargs = {"vocabulary": Vocabulary(self.options)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @staticmethod
    def options():
        yes = Option("yes", _now("Sources disagree"))
        network = Option("network", _now("On the whole network"), parent="yes")
        institutes = Option("institutes", _now("On single institutes"), parent="yes")
        return [yes, network, institutes, Option("no", _now("None known"))]

    def conditions(self):
        network, institutes = Q(network_disagrees=True), Q(institutes_disagree=True)
        return {
            "yes": network | institutes,
            "network": network,
            "institutes": institutes,
            "no": ~network & ~institutes,
        }


class ObservedInstituteFacet(Facet):
    """The institutes that an indicator is observed of; the network is none of them."""

    def condition(self, model, values):
        keys = [value for value in values if value != NOT_RECORDED]
        found = Q(super().condition(model, keys))
        return found | Q(institute_count=0) if NOT_RECORDED in values else found

    def counts(self, rows):
        none = rows.filter(institute_count=0).count()
        return super().counts(rows) | {NOT_RECORDED: none}


class IndicatorFilterSet(FacetedFilterSet):
    """How the indicators can be narrowed down; their rows know their observations."""

    q = SearchFilter(label=_("Search"))
    scope = ObservationScopeFacet(label=_("Observed of"))
    disagreement = DisagreementFacet(label=_("Disagreement"))
    unit = Facet("unit", label=_("Unit"), vocabulary=choices_vocabulary(Indicator.Unit))
    institute = ObservedInstituteFacet(
        "observations__institute__key", label=_("Institute"), vocabulary=INSTITUTES
    )
    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        observations=("observation_count", _("Number of observations")),
        institutes=("institute_count", _("Number of institutes")),
        year=("last_year", _("Newest fiscal year")),
    )
