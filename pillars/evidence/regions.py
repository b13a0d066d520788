from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutes import maps
from institutes.models import Membership, Site, WorkforceProgram
from mfgusa.catalogue.facets import NOT_RECORDED
from pillars.exhibits import Evidence, Example, Gap, lacking, recorded, strongest
from pillars.grid import Column, Grid, by_value


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
    def headline(self):
        return self.having("sites").figure(_("states and territories with a site"))

    def having(self, what):
        return self.states.narrowed(**{f"{what}_min": 1})

    @cached_property
    def figures(self):
        if self.institute:
            return self.of_institute()
        nothing = {"sites": 0, "partners": 0, "programs": 0}
        return [
            self.having("partners").figure(_("states and territories with a partner")),
            self.having("programs").figure(_("states and territories with a program")),
            self.states.narrowed(**nothing).figure(_("states with none of the three")),
        ]

    def of_institute(self):
        located = self.partners.narrowed(not_state=NOT_RECORDED)
        programs = self.listing("institutes:workforce", not_state=NOT_RECORDED)
        return [
            self.listing("institutes:site").figure(_("sites of the institute")),
            located.figure(_("partners with a state")),
            programs.figure(_("programs with a state")),
        ]

    @cached_property
    def grid(self):
        return self.by_state() if self.institute else self.by_division()

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
            heads=recorded(self.states.by("division")),
            columns=[
                Column(name, token, by_value(states.by("division")))
                for name, token, states in columns
            ],
        )

    def by_state(self):
        found = recorded(self.partners.by("state"))
        return Grid(
            title=_("Partners by state"),
            description=_("How many partners of the institute are in each state."),
            unit=_("partners"),
            head=_("State"),
            heads=sorted(found, key=lambda state: -state.count),
            columns=[Column(_("Partners"), "shade-4", by_value(found))],
        )

    @cached_property
    def picture(self):
        """The map of the network; of an institute, its partners by state."""
        if self.institute:
            return super().picture
        heads = Site.objects.headquarters().with_place()
        return maps.place_map(list(self.states.rows), heads)

    @cached_property
    def examples(self):
        return [
            Example(state, parts_of(state))
            for state in strongest(self.having("sites").rows, "site_count")
        ]

    def missing(self):
        title = _("partners without a state")
        yield lacking(self.partners, title, state=NOT_RECORDED)
        if not self.institute:
            yield from self.without_site()

    def without_site(self):
        """The census divisions in which no state has a site."""
        every = {one.value: one.count for one in self.states.by("division")}
        for without in self.states.narrowed(sites=0).by("division"):
            if without.count == every[without.value]:
                title = _("states of %(division)s, all without a site")
                words = title % {"division": without.title}
                yield Gap(replace(without, title=words), without.count)

    def facts(self):
        return [
            Site.objects.filter(**self.own),
            Membership.objects.filter(**self.own),
            WorkforceProgram.objects.filter(**self.own),
        ]


def parts_of(state) -> str:
    """What a state has: “6 sites, 20 partners, 7 programs”."""
    return ", ".join(
        (
            ngettext("%d site", "%d sites", state.site_count) % state.site_count,
            ngettext("%d partner", "%d partners", state.partner_count)
            % state.partner_count,
            ngettext("%d program", "%d programs", state.program_count)
            % state.program_count,
        )
    )
