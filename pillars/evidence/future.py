from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from mfgusa.catalogue.figures import FilteredCount, LinkedCount
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from pillars.evidence.base import MAX_EXAMPLES, Evidence, Example, Gap, gap_in
from pillars.grid import Grid, GridColumn, count_for_value, figures_by_value
from roadmaps.charts.bars import SUBJECT_COLORS, SUBJECT_URL_NAMES
from roadmaps.filtersets.challenge import SUBJECT_TYPE_LABELS
from roadmaps.models import Challenge, ChallengeLink

ADDRESSING_LABELS = {
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
NOT_ADDRESSING_LABELS = {
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
    """The challenges of the future that are addressed, and what addresses them."""

    @cached_property
    def challenges(self) -> FilteredCount:
        """The challenges that are addressed, or that the institute addresses."""
        return self.listing("roadmaps:challenge", not_answered_by=NOT_RECORDED)

    @property
    def headline_listing(self) -> FilteredCount:
        return self.challenges

    @cached_property
    def headline(self) -> LinkedCount:
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
    def subjects(self) -> dict[str, FilteredCount]:
        """What can address a challenge, by type; for an institute, what it has."""
        return {
            subject_type: self.listing(url_name)
            for subject_type, url_name in SUBJECT_URL_NAMES.items()
            if not (self.institute and subject_type == "institute")
        }

    @cached_property
    def addressing(self) -> dict[str, FilteredCount]:
        """What addresses at least one challenge, by type."""
        return {
            subject_type: listing.narrow(not_challenge=NOT_RECORDED)
            for subject_type, listing in self.subjects.items()
        }

    @cached_property
    def figures(self) -> list[LinkedCount]:
        return [
            listing.linked_count(ADDRESSING_LABELS[subject_type])
            for subject_type, listing in self.addressing.items()
        ]

    @cached_property
    def grid(self) -> Grid:
        columns = [
            GridColumn(
                str(SUBJECT_TYPE_LABELS[subject_type]),
                SUBJECT_COLORS[subject_type],
                figures_by_value(listing.by("challenge")),
            )
            for subject_type, listing in self.addressing.items()
        ]
        sums: Counter[str] = Counter()
        for column in columns:
            sums.update({slug: fig.count for slug, fig in column.figures.items()})
        challenges = Challenge.objects.filter(slug__in=sums)
        return Grid(
            title=_("What answers each challenge"),
            description=_("How many projects, roadmaps and others answer each."),
            unit=_("answers"),
            row_title=_("Challenge"),
            row_heads=[
                LinkedCount(
                    challenge.name,
                    0,
                    challenge.get_absolute_url(),
                    value=challenge.slug,
                )
                for challenge in sorted(challenges, key=lambda row: -sums[row.slug])
            ],
            columns=columns,
        )

    @cached_property
    def examples(self) -> list[Example]:
        """The challenges with the most projects."""
        projects = figures_by_value(self.addressing["project"].by("challenge"))
        counts = {
            challenge: count_for_value(challenge.slug, projects)
            for challenge in self.challenges.rows
        }
        top = sorted(counts, key=lambda challenge: -counts[challenge])[:MAX_EXAMPLES]
        return [
            Example(challenge, project_count_label(counts[challenge]))
            for challenge in top
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        for subject_type, listing in self.subjects.items():
            title = NOT_ADDRESSING_LABELS[subject_type]
            yield gap_in(listing, title, challenge=NOT_RECORDED)
        if not self.institute:
            title = ngettext_lazy(
                "challenge without a project", "challenges without a project"
            )
            yield gap_in(self.listing("roadmaps:challenge"), title, projects=0)

    def facts(self) -> list[QuerySet[Any]]:
        links = ChallengeLink.objects.all()
        return [links.for_institute(self.institute) if self.institute else links]


def project_count_label(count: int) -> str:
    """Return the count with its noun: “2 projects”."""
    return ngettext("%(n)d project", "%(n)d projects", count) % {"n": count}
