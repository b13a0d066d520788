from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.models import Membership
from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.evidence.base import (
    Evidence,
    Example,
    Gap,
    exclude_not_recorded,
    gap_in,
    institute_count_label,
    prefix_titles,
    top_rows,
)
from pillars.grid import Grid


class PublicPrivatePartnerships(Evidence):
    """The partner organizations, by sector."""

    @cached_property
    def partners(self) -> FilteredCount:
        return self.listing("institutes:partner", institutes_min=1)

    @property
    def headline_listing(self) -> FilteredCount:
        return self.partners

    @cached_property
    def headline(self) -> LinkedCount:
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "partner organization",
                "partner organizations",
            )
        )

    @cached_property
    def figures(self) -> list[LinkedCount]:
        noun = ngettext_lazy("partner", "partners")
        sectors = prefix_titles(noun, exclude_not_recorded(self.partners.by("sector")))
        if self.institute:
            return sectors
        title = ngettext_lazy(
            "institute with partners from industry, academia and government",
            "institutes with partners from industry, academia and government",
        )
        return [
            *sectors,
            self.listing("institutes:institute", sectors=3).linked_count(title),
        ]

    @cached_property
    def grid(self) -> Grid:
        return Grid.cross_tabulate(
            self.partners,
            "institute",
            "sector",
            title=_("Partners by institute and sector"),
            description=_("How many partners each institute has, from which sector."),
            unit=_("partners"),
            row_title=_("Institute"),
        )

    @cached_property
    def examples(self) -> list[Example]:
        return [
            Example(partner, institute_count_label(partner.institute_count))
            for partner in top_rows(self.partners.rows, "institute_count")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        partners = self.partners
        yield gap_in(
            partners,
            ngettext_lazy("partner without a sector", "partners without a sector"),
            sector=NOT_RECORDED,
        )
        yield gap_in(
            partners,
            ngettext_lazy("partner without a state", "partners without a state"),
            state=NOT_RECORDED,
        )
        if not self.institute:
            institutes = self.listing("institutes:institute")
            yield gap_in(
                institutes,
                ngettext_lazy(
                    "institute without a partner", "institutes without a partner"
                ),
                sector=NOT_RECORDED,
            )

    def facts(self) -> list[QuerySet[Any]]:
        return [Membership.objects.filter(**self.scope)]
