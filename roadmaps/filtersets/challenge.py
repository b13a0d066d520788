from django.db.models import Case, Count, Exists, OuterRef, Q, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import INSTITUTES
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import (
    FacetedFilterSet,
    SearchFilter,
    SortFilter,
)
from mfgusa.catalogue.filters.ranges import NumberFacet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option, Vocabulary
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.models import ChallengeLink

KINDS = {
    "institute": _("Institutes"),
    "project": _("Projects"),
    "roadmap": _("Roadmaps"),
    "roadmap_item": _("Roadmap items"),
}


class AnswerFacet(Facet):
    """A facet over the links of challenges to what answers them."""

    def condition(self, model, values):
        links = self.links().filter(challenge=OuterRef("pk"))
        found = Exists(links.filter(self.asked(values)))
        return found | ~Exists(links) if NOT_RECORDED in values else found

    def counts(self, rows):
        links = self.links().filter(challenge__in=rows.values("pk"))
        counted = links.values(value=self.expression())
        counted = counted.annotate(found=Count("challenge", distinct=True))
        without = rows.exclude(Exists(self.links().filter(challenge=OuterRef("pk"))))
        counts = dict(counted.values_list("value", "found"))
        return counts | {NOT_RECORDED: without.count()}


class KindFacet(AnswerFacet):
    """Which kinds of things answer the challenge."""

    def __init__(self, field_name, *, label, **kwargs):
        kwargs = {"vocabulary": Vocabulary(self.known)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    @staticmethod
    def known():
        return [Option(kind, str(label)) for kind, label in KINDS.items()]

    def links(self):
        return ChallengeLink.objects.order_by()

    def asked(self, values):
        asked = Q(pk=None)
        for kind in set(values) & KINDS.keys():
            asked |= Q(**{f"{kind}__isnull": False})
        return asked

    def expression(self):
        kinds = (When(**{f"{kind}__isnull": False}, then=Value(kind)) for kind in KINDS)
        return Case(*kinds, output_field=TextField())


class OwnAnswerFacet(AnswerFacet):
    """Which institutes answer the challenge, by links of their own."""

    def links(self):
        return ChallengeLink.objects.order_by().filter(institute__isnull=False)

    def asked(self, values):
        return Q(**{f"{self.field_name}__in": values})


class ChallengeFilterSet(FacetedFilterSet):
    """How the challenges can be narrowed down; its rows have their counts."""

    q = SearchFilter(label=_("Search"))
    answered_by = KindFacet("links", label=_("Answered by"))
    institute = OwnAnswerFacet(
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
