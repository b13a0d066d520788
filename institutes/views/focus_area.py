from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from institutes.models import FocusArea, InstituteFocusArea, Partner, Project
from mfgusa.catalogue.about import About, breadcrumb
from mfgusa.catalogue.detail import FactPage
from mfgusa.catalogue.parameters import takes


@method_decorator(takes(), name="dispatch")
class FocusAreaList(TemplateView):
    """The fields of technology in two levels, with what each holds."""

    template_name = "institutes/focusarea_list.html"

    def get_context_data(self, **kwargs):
        areas = list(FocusArea.objects.with_counts())
        upper = [area for area in areas if area.parent_id is None]
        for area in upper:
            area.parts = [part for part in areas if part.parent_id == area.pk]
        return super().get_context_data(
            areas=upper,
            every=len(areas),
            about=self.about(),
            without=Project.objects.single().filter(focus_area=None).count(),
            **kwargs,
        )

    def about(self):
        return About(
            title=_("Focus areas"),
            description=_(
                "The fields of technology that the institutes of Manufacturing USA "
                "work in, with their institutes and projects."
            ),
            path=reverse("institutes:focus-area-list"),
        )


class FocusAreaDetail(FactPage):
    """One field of technology: institutes, projects and plans."""

    queryset = (
        FocusArea.objects.with_parent().with_counts().prefetch_related("children")
    )
    slug_field = "slug"

    def get_context_data(self, **kwargs):
        return super().get_context_data(partners=self.partners(), **kwargs)

    def partners(self):
        """How many partners its institutes have, and the query that lists them."""
        links = InstituteFocusArea.objects.filter(focus_area__in=self.object.here)
        keys = sorted(set(links.values_list("institute__key", flat=True)))
        tied = Partner.objects.filter(memberships__institute__key__in=keys)
        query = urlencode({"institute": keys}, doseq=True)
        return {"count": tied.distinct().count(), "query": query}

    def description(self):
        area = self.object
        words = _("%(name)s in Manufacturing USA: institutes, projects and roadmaps.")
        return f"{words % {'name': area.name}} {area.description}".strip()

    def things(self):
        listed = (_("Focus areas"), reverse("institutes:focus-area-list"))
        area = self.object
        steps = [one for one in (area.parent, area) if one]
        return [
            breadcrumb(listed, *((str(one), one.get_absolute_url()) for one in steps))
        ]
