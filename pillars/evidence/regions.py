from dataclasses import replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes import maps
from institutes.models import Membership, Site, WorkforceProgram
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.evidence.base import (
    Evidence,
    Example,
    Gap,
    exclude_not_recorded,
    gap_in,
    top_rows,
)
from pillars.grid import Grid, GridColumn, count_for_value, figures_by_value


class RegionalEconomicDevelopment(Evidence):
    """Which states have a part in the network, and which regions have none."""

    @cached_property
    def states(self):
        """The states; of an institute, those with a site of it."""
        return self.listing("institutes:place")

    @cached_property
    def partners(self):
        return self.listing("institutes:partner", institutes_min=1)

    @cached_property
    def headline_listing(self):
        return self.having("sites")

    @cached_property
    def headline(self):
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "state or territory with a site", "states and territories with a site"
            )
        )

    def having(self, what):
        return self.states.narrow(**{f"{what}_min": 1})

    @cached_property
    def figures(self):
        if self.institute:
            return self.of_institute()
        nothing = {"sites": 0, "partners": 0, "programs": 0}
        return [
            self.having("partners").linked_count(
                ngettext_lazy(
                    "state or territory with a partner",
                    "states and territories with a partner",
                )
            ),
            self.having("programs").linked_count(
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

    def of_institute(self):
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
    def parts(self):
        """What has a place in a state, each with its name and its colour."""
        return (
            (_("Sites"), "shade-4", self.listing("institutes:site")),
            (_("Partners"), "shade-3", self.partners),
            (_("Programs"), "shade-2", self.listing("institutes:workforce")),
        )

    @cached_property
    def grids(self):
        """What is in each state; of the network, also the divisions and their gaps."""
        return [self.grid] if self.institute else [self.grid, self.by_division()]

    def by_division(self):
        columns = (
            (_("With a site"), "shade-4", self.having("sites")),
            (_("With a partner"), "shade-3", self.having("partners")),
            (_("With a program"), "shade-2", self.having("programs")),
        )
        return Grid(
            title=_("States by census division"),
            description=_(
                "How many states of each division have a part in the network."
            ),
            unit=_("states and territories"),
            head=_("Census division"),
            heads=exclude_not_recorded(self.states.by("division")),
            columns=[
                GridColumn(name, token, figures_by_value(states.by("division")))
                for name, token, states in columns
            ],
        )

    @cached_property
    def grid(self):
        columns = [
            GridColumn(
                name, token, figures_by_value(exclude_not_recorded(listing.by("state")))
            )
            for name, token, listing in self.parts
        ]
        return Grid(
            title=_("Sites, partners and programs by state"),
            description=_("How many of each have a place in each state."),
            unit=_("sites, partners and programs"),
            head=_("State"),
            heads=heads_of(columns, most=columns[1]),
            columns=columns,
        )

    @cached_property
    def picture(self):
        """The map of the network; of an institute, its partners by state."""
        if self.institute:
            return super().picture
        heads = Site.objects.headquarters().with_place()
        return maps.partner_and_institute_map(list(self.states.rows), heads)

    @cached_property
    def examples(self):
        """The states with the most sites; of an institute, its states with a site."""
        rows = {row.head.value: row for row in self.grid.rows}
        return [
            Example(state, parts_of(rows[state.code]))
            for state in top_rows(self.headline_listing.rows, "site_count")
        ]

    def possible_gaps(self):
        title = ngettext_lazy("partner without a state", "partners without a state")
        yield gap_in(self.partners, title, state=NOT_RECORDED)
        if not self.institute:
            yield from self.without_site()

    def without_site(self):
        """The census divisions in which no state has a site."""
        every = {one.value: one.count for one in self.states.by("division")}
        for without in self.states.narrow(sites=0).by("division"):
            if without.count == every[without.value]:
                title = _("states of %(division)s, all without a site")
                words = title % {"division": without.title}
                yield Gap(replace(without, title=words), without.count)

    def facts(self):
        return [
            Site.objects.filter(**self.scope),
            Membership.objects.filter(**self.scope),
            WorkforceProgram.objects.filter(**self.scope),
        ]


def heads_of(columns, most):
    """The states that the columns know, by how many of `most` are in each."""
    found = {value: one for column in columns for value, one in column.figures.items()}
    heads = [
        replace(one, count=0, url=reverse("institutes:place-detail", args=[value]))
        for value, one in found.items()
    ]
    return sorted(heads, key=lambda one: -count_for_value(one.value, most.figures))


def parts_of(row) -> str:
    """What is recorded in a state: “6 sites, 20 partners, 7 programs”."""
    words = (
        ngettext_lazy("%d site", "%d sites"),
        ngettext_lazy("%d partner", "%d partners"),
        ngettext_lazy("%d program", "%d programs"),
    )
    cells = zip(words, row.cells, strict=True)
    return ", ".join(word % cell.count for word, cell in cells if cell)
