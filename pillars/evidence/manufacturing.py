from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.models import Institute
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.evidence.base import (
    Evidence,
    Example,
    exclude_not_recorded,
    gap_in,
    institute_count_label,
    top_rows,
)
from pillars.grid import Grid, GridColumn, figures_by_value


class AdvancedManufacturing(Evidence):
    """Which fields of technology are covered, and by how many institutes."""

    @cached_property
    def every(self):
        return self.listing("institutes:focus-area")

    @cached_property
    def areas(self):
        return self.every.narrow(institutes_min=1)

    @cached_property
    def projects(self):
        return self.listing("institutes:project", kind="project")

    @property
    def headline_listing(self):
        return self.areas

    @cached_property
    def headline(self):
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "focus area that an institute works on",
                "focus areas that an institute works on",
            )
        )

    @cached_property
    def figures(self):
        return [
            self.every.count_between(
                "institutes",
                ngettext_lazy(
                    "focus area covered by one institute only",
                    "focus areas covered by one institute only",
                ),
                least=1,
                most=1,
            ),
            self.every.count_between(
                "institutes",
                ngettext_lazy(
                    "focus area covered by two or more",
                    "focus areas covered by two or more",
                ),
                least=2,
            ),
            self.areas.narrow(projects_min=1).linked_count(
                ngettext_lazy(
                    "covered focus area with a recorded project",
                    "covered focus areas with a recorded project",
                )
            ),
        ]

    @cached_property
    def grid(self):
        """Who covers an area; of one institute, how many projects it has there."""
        if self.institute:
            name, counted = _("Projects"), self.projects
        else:
            name, counted = _("Institutes"), self.listing("institutes:institute")
        areas = exclude_not_recorded(counted.by("focus"))
        return Grid(
            title=_("%(name)s by focus area") % {"name": name},
            description=_("How many there are in each focus area or a part of it."),
            unit=name.lower(),
            head=_("Focus area"),
            heads=areas,
            columns=[GridColumn(name, "shade-4", figures_by_value(areas))],
        )

    @cached_property
    def examples(self):
        return [
            Example(area, institute_count_label(area.institute_count))
            for area in top_rows(self.areas.rows, "institute_count")
        ]

    def possible_gaps(self):
        if not self.institute:
            yield gap_in(
                self.every,
                ngettext_lazy(
                    "focus area without an institute",
                    "focus areas without an institute",
                ),
                institutes=0,
            )
        title = ngettext_lazy(
            "project without a focus area", "projects without a focus area"
        )
        yield gap_in(self.projects, title, focus=NOT_RECORDED)

    def facts(self):
        scope = {"pk": self.institute.pk} if self.institute else {}
        return [Institute.objects.filter(focus_links__isnull=False, **scope)]
