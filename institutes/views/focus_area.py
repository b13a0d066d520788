from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.focus_area import FocusAreaFilterSet
from institutes.models import FocusArea, InstituteFocusArea, Partner, Project
from institutes.resources import FocusAreaResource
from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList


class FocusAreaList(FilteredList):
    """The fields of technology in two levels, with what each holds."""

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

    def context(self):
        without = Project.objects.single().filter(focus_area=None).count()
        return super().context() | {"without": without}


class FocusAreaDetail(FactDetail):
    """One field of technology: institutes, projects and plans."""

    queryset = (
        FocusArea.objects.with_parent().with_counts().prefetch_related("children")
    )
    slug_field = "slug"

    def get_context_data(self, **kwargs):
        return super().get_context_data(partners=self.partners(), **kwargs)

    def partners(self):
        """How many partners its institutes have, and the query that lists them."""
        links = InstituteFocusArea.objects.filter(
            focus_area__in=self.object.subtree_ids
        )
        keys = sorted(set(links.values_list("institute__key", flat=True)))
        tied = Partner.objects.filter(memberships__institute__key__in=keys)
        query = urlencode({"institute": keys}, doseq=True)
        return {"count": tied.distinct().count(), "query": query}

    def get_description(self):
        area = self.object
        words = _("%(name)s in Manufacturing USA: institutes, projects and roadmaps.")
        return f"{words % {'name': area.name}} {area.description}".strip()

    def get_linked_data(self):
        listed = (FocusAreaList.title, reverse("institutes:focus-area-list"))
        area = self.object
        steps = [one for one in (area.parent, area) if one]
        return [
            breadcrumb_node(
                listed, *((str(one), one.get_absolute_url()) for one in steps)
            )
        ]
