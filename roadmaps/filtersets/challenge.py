"""The facets of the catalogue of challenges."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option, Vocabulary
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

    def has_gap(self) -> bool:
        """Always: there may be no link."""
        return True

    def condition(self, model: type[models.Model], values: list[str]) -> Any:
        links = self.links().filter(challenge=OuterRef("pk"))
        matches: Any = Exists(links.filter(self.link_condition(values)))
        return matches | ~Exists(links) if NOT_RECORDED in values else matches

    def counts(self, rows: models.QuerySet[Challenge]) -> dict[str, int]:
        links = self.links().filter(challenge__in=rows.values("pk"))
        counts = links.values(value=self.expression()).annotate(
            challenge_count=Count("challenge", distinct=True)
        )
        without = rows.exclude(Exists(self.links().filter(challenge=OuterRef("pk"))))
        return {
            **dict(counts.values_list("value", "challenge_count")),
            NOT_RECORDED: without.count(),
        }

    def links(self) -> models.QuerySet[ChallengeLink]:
        """Return the links that the facet is about, unordered."""
        raise NotImplementedError

    def link_condition(self, values: Iterable[str]) -> Q:
        """Return the condition for links with one of the values."""
        raise NotImplementedError


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

    def links(self) -> models.QuerySet[ChallengeLink]:
        return ChallengeLink.objects.order_by()

    def link_condition(self, values: Iterable[str]) -> Q:
        condition = Q(pk=None)
        for subject_type in set(values) & SUBJECT_TYPE_LABELS.keys():
            condition |= Q(**{f"{subject_type}__isnull": False})
        return condition

    def expression(self) -> Case:
        return Case(
            *(
                When(**{f"{subject_type}__isnull": False}, then=Value(subject_type))
                for subject_type in SUBJECT_TYPE_LABELS
            ),
            output_field=TextField(),
        )


class LinkedInstituteFacet(ChallengeLinkFacet):
    """The institutes that address a challenge by links of their own."""

    def links(self) -> models.QuerySet[ChallengeLink]:
        return ChallengeLink.objects.order_by().filter(institute__isnull=False)

    def link_condition(self, values: Iterable[str]) -> Q:
        return Q(**{f"{self.field_name}__in": values})


class ChallengeFilterSet(FacetedFilterSet):
    """The filters of challenges; the rows need their counts."""

    q = SearchFilter(label=_("Search"))
    answered_by = SubjectTypeFacet("links", label=_("Answered by"))
    institute = LinkedInstituteFacet(
        "institute__key", label=_("Institute"), vocabulary=INSTITUTES
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
