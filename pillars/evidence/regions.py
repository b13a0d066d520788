from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes import maps
from institutes.models import Membership, Site, WorkforceProgram
from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.charts.pictures import Picture
from pillars.evidence.base import (
    Evidence,
    Example,
    Gap,
    exclude_not_recorded,
    gap_in,
    top_rows,
)
from pillars.grid import Grid, GridColumn, GridRow, count_for_value, figures_by_value


class RegionalEconomicDevelopment(Evidence):
    """The states that take part in the network, and the divisions that do not."""

    @cached_property
    def states(self) -> FilteredCount:
        """All states; for an institute, the states with a site of it."""
        return self.listing("institutes:place")

    @cached_property
    def partners(self) -> FilteredCount:
        return self.listing("institutes:partner", institutes_min=1)

    @cached_property
    def headline_listing(self) -> FilteredCount:
        return self.states_with("sites")

    @cached_property
    def headline(self) -> LinkedCount:
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "state or territory with a site", "states and territories with a site"
            )
        )

    def states_with(self, subject: str) -> FilteredCount:
        """Return the states with at least one row of a subject, such as `sites`."""
        return self.states.narrow(**{f"{subject}_min": 1})

    @cached_property
    def figures(self) -> list[LinkedCount]:
        if self.institute:
            return self.institute_figures()
        nothing = {"sites": 0, "partners": 0, "programs": 0}
        return [
            self.states_with("partners").linked_count(
                ngettext_lazy(
                    "state or territory with a partner",
                    "states and territories with a partner",
                )
            ),
            self.states_with("programs").linked_count(
                ngettext_lazy(
                    "state or territory with a program",
                    "states and territories with a program",
                )
            ),
            self.states.narrow(**nothing).linked_count(
                ngettext_lazy(
                    "state with none of the three", "states with none of the three"
                )
            ),
        ]

    def institute_figures(self) -> list[LinkedCount]:
        """Return the figures for one institute."""
        located = self.partners.narrow(not_state=NOT_RECORDED)
        programs = self.listing("institutes:workforce", not_state=NOT_RECORDED)
        return [
            self.listing("institutes:site").linked_count(
                ngettext_lazy("site of the institute", "sites of the institute")
            ),
            located.linked_count(
                ngettext_lazy("partner with a state", "partners with a state")
            ),
            programs.linked_count(
                ngettext_lazy("program with a state", "programs with a state")
            ),
        ]

    @cached_property
    def located(self) -> Sequence[tuple[str, str, FilteredCount]]:
        """What is located in states: label, color and listing."""
        return (
            (_("Sites"), "shade-4", self.listing("institutes:site")),
            (_("Partners"), "shade-3", self.partners),
            (_("Programs"), "shade-2", self.listing("institutes:workforce")),
        )

    @cached_property
    def grids(self) -> list[Grid | None]:
        """The table by state and, for the network, the table by census division."""
        return [self.grid] if self.institute else [self.grid, self.division_grid()]

    def division_grid(self) -> Grid:
        """Return the states that take part, by census division."""
        columns = (
            (_("With a site"), "shade-4", self.states_with("sites")),
            (_("With a partner"), "shade-3", self.states_with("partners")),
            (_("With a program"), "shade-2", self.states_with("programs")),
        )
        return Grid(
            title=_("States by census division"),
            description=_(
                "How many states of each division have a part in the network."
            ),
            unit=_("states and territories"),
            row_title=_("Census division"),
            row_heads=exclude_not_recorded(self.states.by("division")),
            columns=[
                GridColumn(name, color, figures_by_value(states.by("division")))
                for name, color, states in columns
            ],
        )

    @cached_property
    def grid(self) -> Grid:
        columns = [
            GridColumn(
                name, color, figures_by_value(exclude_not_recorded(listing.by("state")))
            )
            for name, color, listing in self.located
        ]
        return Grid(
            title=_("Sites, partners and programs by state"),
            description=_("How many of each have a place in each state."),
            unit=_("sites, partners and programs"),
            row_title=_("State"),
            row_heads=state_heads(columns, order_by=columns[1]),
            columns=columns,
        )

    @cached_property
    def picture(self) -> Picture | None:
        """The map of the network; for an institute, the bars of the table by state."""
        if self.institute:
            return super().picture
        headquarters = Site.objects.headquarters().with_place()
        return maps.partner_and_institute_map(list(self.states.rows), headquarters)

    @cached_property
    def examples(self) -> list[Example]:
        """The states with the most sites."""
        rows = {row.head.value: row for row in self.grid.rows}
        return [
            Example(state, state_label(rows[state.code]))
            for state in top_rows(self.headline_listing.rows, "site_count")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        title = ngettext_lazy("partner without a state", "partners without a state")
        yield gap_in(self.partners, title, state=NOT_RECORDED)
        if not self.institute:
            yield from self.divisions_without_sites()

    def divisions_without_sites(self) -> Iterator[Gap]:
        """Yield the census divisions in which no state has a site."""
        totals = {
            division.value: division.count for division in self.states.by("division")
        }
        for without in self.states.narrow(sites=0).by("division"):
            if without.count == totals[without.value]:
                title = _("states of %(division)s, all without a site")
                figure = replace(without, title=title % {"division": without.title})
                yield Gap(figure, without.count)

    def facts(self) -> list[QuerySet[Any]]:
        return [
            Site.objects.filter(**self.scope),
            Membership.objects.filter(**self.scope),
            WorkforceProgram.objects.filter(**self.scope),
        ]


def state_heads(
    columns: Sequence[GridColumn], order_by: GridColumn
) -> list[LinkedCount]:
    """Return the states of the columns, the highest figure of `order_by` first."""
    figures = {
        value: figure for column in columns for value, figure in column.figures.items()
    }
    heads = [
        replace(figure, count=0, url=reverse("institutes:place-detail", args=[value]))
        for value, figure in figures.items()
    ]
    return sorted(
        heads, key=lambda head: -count_for_value(head.value, order_by.figures)
    )


def state_label(row: GridRow) -> str:
    """Return what is located in a state: “6 sites, 20 partners, 7 programs”."""
    nouns = (
        ngettext_lazy("%d site", "%d sites"),
        ngettext_lazy("%d partner", "%d partners"),
        ngettext_lazy("%d program", "%d programs"),
    )
    cells = zip(nouns, row.cells, strict=True)
    return ", ".join(noun % cell.count for noun, cell in cells if cell)
