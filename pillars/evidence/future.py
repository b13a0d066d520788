from collections import Counter
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mfgusa.catalogue.facets import NOT_RECORDED
from mfgusa.catalogue.listing import Figure
from pillars.exhibits import Evidence, Example, Gap, strongest
from pillars.grid import Column, Grid, by_value
from roadmaps.filtersets.challenge import KINDS
from roadmaps.models import Challenge, ChallengeLink
from roadmaps.pictures import CATALOGUES, COLOURS


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
        """What may answer a challenge, by its kind; an institute is one by itself."""
        kinds = [
            kind for kind in CATALOGUES if not (self.institute and kind == "institute")
        ]
        return {kind: self.listing(CATALOGUES[kind]) for kind in kinds}

    @cached_property
    def answers(self):
        """What of it does."""
        return {
            kind: listing.narrowed(not_challenge=NOT_RECORDED)
            for kind, listing in self.every.items()
        }

    @cached_property
    def figures(self):
        return [
            listing.figure(_("%(many)s that answer a challenge") % named(kind))
            for kind, listing in self.answers.items()
        ]

    @cached_property
    def grid(self):
        columns = [
            Column(str(KINDS[kind]), COLOURS[kind], by_value(listing.by("challenge")))
            for kind, listing in self.answers.items()
        ]
        sums = Counter()
        for column in columns:
            sums.update({slug: one.count for slug, one in column.figures.items()})
        answered = Challenge.objects.filter(slug__in=sums)
        return Grid(
            title=_("What answers each challenge"),
            description=_("How many projects, roadmaps and others answer each."),
            unit=_("answers"),
            head=_("Challenge"),
            heads=[
                Figure(one.name, 0, one.get_absolute_url(), value=one.slug)
                for one in sorted(answered, key=lambda one: -sums[one.slug])
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
        for kind, every in self.every.items():
            without = every.narrowed(challenge=NOT_RECORDED)
            title = _("%(many)s without a challenge") % named(kind)
            yield Gap(without.figure(title), every.count)
        if not self.institute:
            every = self.listing("roadmaps:challenge")
            without = every.narrowed(projects=0)
            yield Gap(without.figure(_("challenges without a project")), every.count)

    def facts(self):
        links = ChallengeLink.objects.all()
        return [links.answered_by(self.institute) if self.institute else links]


def projects(count: int) -> str:
    return ngettext("%(n)d project", "%(n)d projects", count) % {"n": count}


def named(kind: str) -> dict[str, str]:
    """A kind of what answers, as it stands within a sentence."""
    return {"many": str(KINDS[kind]).lower()}
