from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.models import Institute
from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.evidence.base import (
    Evidence,
    Example,
    Gap,
    exclude_not_recorded,
    gap_in,
    institute_count_label,
    top_rows,
)
from pillars.grid import Grid, GridColumn, figures_by_value


class AdvancedManufacturing(Evidence):
    """The focus areas that institutes cover, and by how many they are covered."""

    @cached_property
    def focus_areas(self) -> FilteredCount:
        return self.listing("institutes:focus-area")

    @cached_property
    def covered_areas(self) -> FilteredCount:
        return self.focus_areas.narrow(institutes_min=1)

    @cached_property
    def projects(self) -> FilteredCount:
        return self.listing("institutes:project", kind="project")

    @property
    def headline_listing(self) -> FilteredCount:
        return self.covered_areas

    @cached_property
    def headline(self) -> LinkedCount:
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "focus area that an institute works on",
                "focus areas that an institute works on",
            )
        )

    @cached_property
    def figures(self) -> list[LinkedCount]:
        return [
            self.focus_areas.count_between(
                "institutes",
                ngettext_lazy(
                    "focus area covered by one institute only",
                    "focus areas covered by one institute only",
                ),
                least=1,
                most=1,
            ),
            self.focus_areas.count_between(
                "institutes",
                ngettext_lazy(
                    "focus area covered by two or more",
                    "focus areas covered by two or more",
                ),
                least=2,
            ),
            self.covered_areas.narrow(projects_min=1).linked_count(
                ngettext_lazy(
                    "covered focus area with a recorded project",
                    "covered focus areas with a recorded project",
                )
            ),
        ]

    @cached_property
    def grid(self) -> Grid:
        """The institutes by focus area; for one institute, its projects."""
        if self.institute:
            name, listing = _("Projects"), self.projects
        else:
            name, listing = _("Institutes"), self.listing("institutes:institute")
        areas = exclude_not_recorded(listing.by("focus"))
        return Grid(
            title=_("%(name)s by focus area") % {"name": name},
            description=_("How many there are in each focus area or a part of it."),
            unit=name.lower(),
            row_title=_("Focus area"),
            row_heads=areas,
            columns=[GridColumn(name, "shade-4", figures_by_value(areas))],
        )

    @cached_property
    def examples(self) -> list[Example]:
        return [
            Example(area, institute_count_label(area.institute_count))
            for area in top_rows(self.covered_areas.rows, "institute_count")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        if not self.institute:
            yield gap_in(
                self.focus_areas,
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

    def facts(self) -> list[QuerySet[Any]]:
        scope = {"pk": self.institute.pk} if self.institute else {}
        return [Institute.objects.filter(focus_links__isnull=False, **scope)]
