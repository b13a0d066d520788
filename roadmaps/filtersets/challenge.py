"""The facets of the catalogue of challenges."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet
from mfgusa.catalogue.filters.vocabulary import Option, Vocabulary
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.models import Challenge, ChallengeLink

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SUBJECT_TYPE_LABELS = {
    "institute": _("Institutes"),
    "project": _("Projects"),
    "roadmap": _("Roadmaps"),
    "roadmap_item": _("Roadmap items"),
}


class ChallengeLinkFacet(Facet):
    """A facet over the links between challenges and the subjects that address them."""

    is_gap_of_whole = True

    def has_gap(self) -> bool:
        """Always: there may be no link."""
        return True


class SubjectTypeFacet(ChallengeLinkFacet):
    """The types of subjects that address a challenge."""

    def __init__(
        self, field_name: str, *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": Vocabulary(self.options)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @staticmethod
    def options() -> list[Option]:
        """Return an option for each type of subject."""
        return [Option(name, str(label)) for name, label in SUBJECT_TYPE_LABELS.items()]

    def expression(self) -> Case:
        return Case(
            *(
                When(
                    **{f"{self.field_name}__{subject_type}__isnull": False},
                    then=Value(subject_type),
                )
                for subject_type in SUBJECT_TYPE_LABELS
            ),
            output_field=TextField(),
        )


class ChallengeFilterSet(FacetedFilterSet):
    """The filters of challenges; the rows need their counts."""

    rows = Challenge.objects.with_counts()
    reads = tuple(f"links__{name}" for name in ChallengeLink.SUBJECT_FIELDS)

    q = SearchFilter(label=_("Search"))
    answered_by = SubjectTypeFacet("links", label=_("Answered by"))
    institute = ChallengeLinkFacet(
        "links__institute__key", label=_("Institute"), vocabulary=INSTITUTES
    )
    institutes = NumberFacet("institute_count", label=_("Institutes that answer it"))
    projects = NumberFacet(
        "project_count", label=_("Projects that answer it"), last=999
    )
    roadmaps = NumberFacet("roadmap_count", label=_("Roadmaps that answer it"))
    roadmap_items = NumberFacet(
        "roadmap_item_count", label=_("Roadmap items that answer it"), last=999
    )
    sort = SortFilter(
        name=(SearchFold("name"), _("Name")),
        institutes=("institute_count", _("Institutes")),
        projects=("project_count", _("Projects")),
        roadmaps=("roadmap_count", _("Roadmaps")),
        roadmap_items=("roadmap_item_count", _("Roadmap items")),
    )
