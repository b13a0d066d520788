from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.focus_area import FocusAreaFilterSet
from institutes.models import FocusArea, InstituteFocusArea, Partner, Project
from institutes.resources import FocusAreaResource
from mfgusa.catalogue.citation.page_metadata import Node, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList


class FocusAreaList(FilteredList):
    """The list of focus areas in two levels, with counts."""

    title = gettext_lazy("Focus areas")
    lede = gettext_lazy(
        "The fields of technology that the institutes work in, in two levels. A field "
        "counts what lies in its parts too, each institute and project once; each "
        "number opens its list."
    )
    queryset = FocusArea.objects.with_counts().in_levels()
    filterset_class = FocusAreaFilterSet
    resource_class = FocusAreaResource
    rows_template = "institutes/_area_rows.html"
    page_size = 100  # All of them, so that parts stand below their field.

    def context(self) -> dict[str, Any]:
        without = Project.objects.single().filter(focus_area=None).count()
        return super().context() | {"without": without}


class FocusAreaDetail(FactDetail):
    """One focus area, with its institutes, projects and roadmaps."""

    queryset = (
        FocusArea.objects.with_parent().with_counts().prefetch_related("children")
    )
    slug_field = "slug"
    object: FocusArea

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(partners=self.partners(), **kwargs)

    def partners(self) -> dict[str, int | str]:
        """Return the `count` of the partners and the `query` that lists them."""
        links = InstituteFocusArea.objects.filter(
            focus_area__in=self.object.subtree_ids
        )
        keys = sorted(set(links.values_list("institute__key", flat=True)))
        partners = Partner.objects.filter(memberships__institute__key__in=keys)
        query = urlencode({"institute": keys}, doseq=True)
        return {"count": partners.distinct().count(), "query": query}

    def get_description(self) -> str:
        area = self.object
        text = _("%(name)s in Manufacturing USA: institutes, projects and roadmaps.")
        return f"{text % {'name': area.name}} {area.description}".strip()

    def get_linked_data(self) -> list[Node]:
        list_step = (str(FocusAreaList.title), reverse("institutes:focus-area-list"))
        area = self.object
        areas = [area.parent, area] if area.parent else [area]
        steps = ((str(step), step.get_absolute_url()) for step in areas)
        return [breadcrumb_node(list_step, *steps)]
