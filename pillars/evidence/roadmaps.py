from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from pillars.evidence.base import (
    Evidence,
    Example,
    Gap,
    exclude_not_recorded,
    gap_in,
    prefix_titles,
    top_rows,
)
from pillars.grid import Grid


class TechnologyRoadmaps(Evidence):
    """The roadmaps of institutes, their items, and the projects that support them."""

    @cached_property
    def roadmaps(self) -> FilteredCount:
        return self.listing("roadmaps:roadmap")

    @cached_property
    def items(self) -> FilteredCount:
        return self.listing("roadmaps:roadmap-item")

    @cached_property
    def headline_listing(self) -> FilteredCount:
        if self.institute:
            return self.roadmaps
        return self.listing("institutes:institute", roadmaps=RECORDED)

    @cached_property
    def headline(self) -> LinkedCount:
        if self.institute:
            return self.headline_listing.linked_count(
                ngettext_lazy("roadmap of the institute", "roadmaps of the institute")
            )
        return self.headline_listing.linked_count(
            ngettext_lazy("institute with a roadmap", "institutes with a roadmap")
        )

    @cached_property
    def figures(self) -> list[LinkedCount]:
        supported = self.items.narrow(project=RECORDED)
        figures = [
            *prefix_titles(
                ngettext_lazy("item", "items"),
                exclude_not_recorded(self.items.by("horizon")),
            ),
            supported.linked_count(
                ngettext_lazy(
                    "item that a project takes up", "items that a project takes up"
                )
            ),
        ]
        if self.institute:
            return figures
        return [
            self.roadmaps.linked_count(ngettext_lazy("roadmap", "roadmaps")),
            *figures,
        ]

    @cached_property
    def grid(self) -> Grid:
        return Grid.cross_tabulate(
            self.items,
            "institute",
            "horizon",
            title=_("Roadmap items by institute and horizon"),
            description=_("How many items the roadmaps have, for which term."),
            unit=_("items"),
            row_title=_("Institute"),
        )

    @cached_property
    def examples(self) -> list[Example]:
        roadmaps = self.roadmaps.rows.annotate(items_found=Count("items"))
        return [
            Example(roadmap, item_count_label(roadmap.items_found))
            for roadmap in top_rows(roadmaps, "items_found")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        if not self.institute:
            institutes = self.listing("institutes:institute")
            title = ngettext_lazy(
                "institute without a roadmap", "institutes without a roadmap"
            )
            yield gap_in(institutes, title, roadmaps=NOT_RECORDED)
        for title, facet in (
            (
                ngettext_lazy("item without a horizon", "items without a horizon"),
                "horizon",
            ),
            (
                ngettext_lazy("item without a project", "items without a project"),
                "project",
            ),
        ):
            yield gap_in(self.items, title, **{facet: NOT_RECORDED})

    def facts(self) -> list[QuerySet[Any]]:
        return [self.roadmaps.rows, self.items.rows]


def item_count_label(count: int) -> str:
    """Return the count with its noun: “2 items”."""
    return ngettext("%(n)d item", "%(n)d items", count) % {"n": count}
