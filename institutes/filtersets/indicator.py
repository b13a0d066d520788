from typing import TYPE_CHECKING, Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from institutes.models import Indicator
from mfgusa.catalogue.filters.conditions import ConditionFacet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    Option,
    Vocabulary,
    choices_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ObservationScope(TextChoices):
    """The scopes of observations; an indicator may have both."""

    NETWORK = "network", _("The whole network")
    INSTITUTES = "institutes", _("Single institutes")


class ObservationScopeFacet(ConditionFacet):
    """The scopes of an indicator's observations; not recorded if it has none."""

    def __init__(
        self, field_name: str = "pk", *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": choices_vocabulary(ObservationScope)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def conditions(self) -> dict[str, Q]:
        return {
            ObservationScope.NETWORK.value: Q(network_count__gt=0),
            ObservationScope.INSTITUTES.value: Q(institute_count__gt=0),
            NOT_RECORDED: Q(observation_count=0),
        }


class DisagreementFacet(ConditionFacet):
    """Whether sources disagree, and in which scope."""

    def __init__(
        self, field_name: str = "pk", *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": Vocabulary(self.options)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @staticmethod
    def options() -> list[Option]:
        yes = Option("yes", _now("Sources disagree"))
        network = Option("network", _now("On the whole network"), parent="yes")
        institutes = Option("institutes", _now("On single institutes"), parent="yes")
        return [yes, network, institutes, Option("no", _now("None known"))]

    def conditions(self) -> dict[str, Q]:
        network, institutes = Q(network_disagrees=True), Q(institutes_disagree=True)
        return {
            "yes": network | institutes,
            "network": network,
            "institutes": institutes,
            "no": ~network & ~institutes,
        }


class ObservedInstituteFacet(Facet):
    """The institutes with observations of an indicator; not recorded if none has."""

    is_gap_of_whole = True


class IndicatorFilterSet(FacetedFilterSet):
    """The filters of indicators, whose rows have counts of observations."""

    rows = Indicator.objects.with_observations().with_disagreements()
    reads = tuple(
        f"observations__{name}"
        for name in ("institute", "value", "fiscal_year", "as_of")
    )

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
