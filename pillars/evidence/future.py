from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mfgusa.catalogue.facets import NOT_RECORDED
from mfgusa.catalogue.listing import Figure
from pillars.exhibits import Evidence, Example, Gap, strongest
from pillars.grid import SHADES, Column, Grid, by_value
from roadmaps.models import ChallengeLink


class SustainabilityAndFutureFocus(Evidence):
    """Which challenges of the future are answered, and by what."""

    @cached_property
    def challenges(self):
        """Those that something answers; of an institute, those that it does itself."""
        return self.listing("roadmaps:challenge", not_answered_by=NOT_RECORDED)

    @cached_property
    def headline(self):
        if self.institute:
            return self.challenges.figure(_("challenges that the institute answers"))
        return self.challenges.figure(_("challenges that something answers"))

    @cached_property
    def every(self):
        """What may answer a challenge, by its name."""
        every = {
            _("projects"): self.listing("institutes:project"),
            _("roadmap items"): self.listing("roadmaps:roadmap-item"),
            _("roadmaps"): self.listing("roadmaps:roadmap"),
        }
        if not self.institute:
            every[_("institutes")] = self.listing("institutes:institute")
        return every

    @cached_property
    def answers(self):
        """What of it does."""
        return {
            name: listing.narrowed(not_challenge=NOT_RECORDED)
            for name, listing in self.every.items()
        }

    @cached_property
    def figures(self):
        title = _("%(many)s that answer a challenge")
        return [
            listing.figure(title % {"many": name})
            for name, listing in self.answers.items()
        ]

    @cached_property
    def grid(self):
        columns = [
            Column(name.capitalize(), token, by_value(listing.by("challenge")))
            for token, (name, listing) in zip(
                SHADES, self.answers.items(), strict=False
            )
        ]
        answered = {value for column in columns for value in column.figures}
        every = self.challenges.rows.model.objects.filter(slug__in=answered)
        return Grid(
            title=_("What answers each challenge"),
            description=_("How many projects, roadmaps and others answer each."),
            unit=_("answers"),
            head=_("Challenge"),
            heads=[
                Figure(one.name, 0, one.get_absolute_url(), value=one.slug)
                for one in every
            ],
            columns=columns,
        )

    @cached_property
    def examples(self):
        return [
            Example(one, projects(one.project_count))
            for one in strongest(self.challenges.rows, "project_count")
        ]

    def missing(self):
        title = _("%(many)s without a challenge")
        for name, every in self.every.items():
            without = every.narrowed(challenge=NOT_RECORDED)
            yield Gap(without.figure(title % {"many": name}), every.count)
        if not self.institute:
            every = self.listing("roadmaps:challenge")
            without = every.narrowed(projects=0)
            yield Gap(without.figure(_("challenges without a project")), every.count)

    def facts(self):
        links = ChallengeLink.objects.all()
        return [links.answered_by(self.institute) if self.institute else links]


def projects(count: int) -> str:
    return ngettext("%(n)d project", "%(n)d projects", count) % {"n": count}
