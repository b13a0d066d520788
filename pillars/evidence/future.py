from collections import Counter
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from mfgusa.catalogue.figures import LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.evidence.base import MAX_EXAMPLES, Evidence, Example, Gap
from pillars.grid import Grid, GridColumn, count_for_value, figures_by_value
from roadmaps.charts.bars import SUBJECT_COLORS, SUBJECT_URL_NAMES
from roadmaps.filtersets.challenge import SUBJECT_TYPE_LABELS
from roadmaps.models import Challenge, ChallengeLink

ANSWERING = {
    "institute": ngettext_lazy(
        "institute that answers a challenge", "institutes that answer a challenge"
    ),
    "roadmap": ngettext_lazy(
        "roadmap that answers a challenge", "roadmaps that answer a challenge"
    ),
    "roadmap_item": ngettext_lazy(
        "roadmap item that answers a challenge", "roadmap items that answer a challenge"
    ),
    "project": ngettext_lazy(
        "project that answers a challenge", "projects that answer a challenge"
    ),
}
WITHOUT = {
    "institute": ngettext_lazy(
        "institute without a challenge", "institutes without a challenge"
    ),
    "roadmap": ngettext_lazy(
        "roadmap without a challenge", "roadmaps without a challenge"
    ),
    "roadmap_item": ngettext_lazy(
        "roadmap item without a challenge", "roadmap items without a challenge"
    ),
    "project": ngettext_lazy(
        "project without a challenge", "projects without a challenge"
    ),
}


class SustainabilityAndFutureFocus(Evidence):
    """Which challenges of the future are answered, and by what."""

    @cached_property
    def challenges(self):
        """Those that something answers; of an institute, those that it does itself."""
        return self.listing("roadmaps:challenge", not_answered_by=NOT_RECORDED)

    @property
    def headline_listing(self):
        return self.challenges

    @cached_property
    def headline(self):
        if self.institute:
            return self.headline_listing.linked_count(
                ngettext_lazy(
                    "challenge that the institute answers",
                    "challenges that the institute answers",
                )
            )
        return self.headline_listing.linked_count(
            ngettext_lazy(
                "challenge that something answers", "challenges that something answers"
            )
        )

    @cached_property
    def every(self):
        """What may answer a challenge, by its kind; an institute is one by itself."""
        kinds = [
            kind
            for kind in SUBJECT_URL_NAMES
            if not (self.institute and kind == "institute")
        ]
        return {kind: self.listing(SUBJECT_URL_NAMES[kind]) for kind in kinds}

    @cached_property
    def answers(self):
        """What of it does."""
        return {
            kind: listing.narrow(not_challenge=NOT_RECORDED)
            for kind, listing in self.every.items()
        }

    @cached_property
    def figures(self):
        return [
            listing.linked_count(ANSWERING[kind])
            for kind, listing in self.answers.items()
        ]

    @cached_property
    def grid(self):
        columns = [
            GridColumn(
                str(SUBJECT_TYPE_LABELS[kind]),
                SUBJECT_COLORS[kind],
                figures_by_value(listing.by("challenge")),
            )
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
                LinkedCount(one.name, 0, one.get_absolute_url(), value=one.slug)
                for one in sorted(answered, key=lambda one: -sums[one.slug])
            ],
            columns=columns,
        )

    @cached_property
    def examples(self):
        """Those with the most projects, of the institute where there is one."""
        found = figures_by_value(self.answers["project"].by("challenge"))
        counts = {one: count_for_value(one.slug, found) for one in self.challenges.rows}
        most = sorted(counts, key=lambda one: -counts[one])[:MAX_EXAMPLES]
        return [Example(one, project_count_label(counts[one])) for one in most]

    def possible_gaps(self):
        for kind, every in self.every.items():
            without = every.narrow(challenge=NOT_RECORDED)
            yield Gap(without.linked_count(WITHOUT[kind]), every.count)
        if not self.institute:
            every = self.listing("roadmaps:challenge")
            without = every.narrow(projects=0)
            yield Gap(
                without.linked_count(
                    ngettext_lazy(
                        "challenge without a project", "challenges without a project"
                    )
                ),
                every.count,
            )

    def facts(self):
        links = ChallengeLink.objects.all()
        return [links.for_institute(self.institute) if self.institute else links]


def project_count_label(count: int) -> str:
    return ngettext("%(n)d project", "%(n)d projects", count) % {"n": count}
