from functools import cached_property

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.models import Observation
from institutes.series import find_comparable_series
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.exhibits import Evidence, Example, each, lacking, recorded, said, strongest
from pillars.grid import Column, Grid, by_value

REACHED = "workforce-participants"  # The indicator of the people reached in a year.


class WorkforceDevelopment(Evidence):
    """Who is taught by which programs, and how many people are reached."""

    @cached_property
    def programs(self):
        return self.listing("institutes:workforce")

    @property
    def headlined(self):
        return self.programs

    @cached_property
    def headline(self):
        return self.headlined.figure(
            ngettext_lazy("workforce program", "workforce programs")
        )

    @cached_property
    def audiences(self):
        return recorded(self.programs.by("audience"))

    @cached_property
    def figures(self):
        colleges = self.listing(
            "institutes:partner", subsector="community-college", institutes_min=1
        )
        title = ngettext_lazy(
            "community college among the partners",
            "community colleges among the partners",
        )
        programs = each(ngettext_lazy("program", "programs"), self.audiences)
        return [*programs, colleges.figure(title)]

    @cached_property
    def series(self):
        """The people reached by year."""
        return find_comparable_series(REACHED, self.institute)

    @cached_property
    def grid(self):
        """The programs by audience, where nobody counts people by year."""
        return Grid(
            title=_("Programs by audience"),
            description=_("How many programs there are for each kind of learners."),
            unit=_("programs"),
            head=_("Audience"),
            heads=self.audiences,
            columns=[Column(_("Programs"), "shade-4", by_value(self.audiences))],
        )

    @cached_property
    def examples(self):
        told = self.programs.rows.filter(learners__isnull=False)
        return [
            Example(program, people(program)) for program in strongest(told, "learners")
        ]

    def missing(self):
        for title, facet in (
            (
                ngettext_lazy(
                    "program without a number of learners",
                    "programs without a number of learners",
                ),
                "learners",
            ),
            (
                ngettext_lazy(
                    "program without a credential", "programs without a credential"
                ),
                "credential",
            ),
            (
                ngettext_lazy("program without a state", "programs without a state"),
                "state",
            ),
        ):
            yield lacking(self.programs, title, **{facet: NOT_RECORDED})

    def facts(self):
        reached = Observation.objects.of(REACHED, self.institute)
        return [self.programs.rows, reached]


def people(program) -> str:
    """“at least 1,200 people”, as far as the source is exact."""
    count = said(intcomma(program.learners), program.learners_bound)
    return _("%(count)s people") % {"count": count}
