"""Roadmaps on the pages of institutes and focus areas, and a roadmap's own panels."""

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from institutes.models import FocusArea, Institute
from mfgusa.catalogue.panels import Panel
from roadmaps.models import ChallengeLink, ItemLink, Roadmap, RoadmapItem, Skill
from roadmaps.version_diff import VersionDiff, diff_versions


class InstituteRoadmapsPanel(Panel):
    """The roadmaps of the institute."""

    model = "institutes.Institute"
    subject: Institute
    slug = "roadmaps"
    title = _("Roadmaps")
    template = "roadmaps/panels/roadmaps.html"

    def get_rows(self) -> list[Roadmap]:
        roadmaps = Roadmap.objects.filter(institute=self.subject)
        roadmaps = roadmaps.with_scope().with_counts()
        return list(roadmaps.order_by("published", "key"))

    @property
    def query(self) -> str:
        """The query string with which the catalogues list these roadmaps."""
        return urlencode({"institute": self.subject.key})


class FocusAreaRoadmapsPanel(Panel):
    """The roadmaps of the focus area and of the areas in it."""

    model = "institutes.FocusArea"
    subject: FocusArea
    slug = "roadmaps"
    title = _("Roadmaps")
    template = "roadmaps/panels/roadmaps.html"

    def get_rows(self) -> list[Roadmap]:
        roadmaps = Roadmap.objects.filter(focus_area__in=self.subject.subtree_ids)
        roadmaps = roadmaps.with_scope().with_counts()
        return list(roadmaps.order_by("published", "key"))

    @property
    def query(self) -> str:
        """The query string with which the catalogues list these roadmaps."""
        return urlencode({"focus": self.subject.slug})


class RoadmapPanel(Panel):
    """A panel of the page of a roadmap, whose items are prefetched."""

    model = "roadmaps.Roadmap"
    subject: Roadmap

    @property
    def items(self) -> models.QuerySet[RoadmapItem]:
        """The items of the roadmap."""
        return self.subject.items.all()


class RoadmapItemsPanel(RoadmapPanel):
    """All items of the roadmap, with their sources."""

    slug = "items"
    title = _("Items")
    template = "roadmaps/panels/items.html"

    def get_rows(self) -> list[RoadmapItem]:
        return list(self.items)


class RoadmapMetricsPanel(RoadmapPanel):
    """The metrics of the items, each with its baseline and target."""

    slug = "metrics"
    title = _("Metrics")
    template = "roadmaps/panels/metrics.html"

    def get_rows(self) -> list[RoadmapItem]:
        return [item for item in self.items if item.metric]


class RoadmapSkillsPanel(RoadmapPanel):
    """The skills that the items require, most frequent first."""

    slug = "skills"
    title = _("Skills it asks for")
    template = "roadmaps/panels/skills.html"

    def get_rows(self) -> list[tuple[Skill, int]]:
        skills = (skill for item in self.items for skill in item.skills.all())
        return Counter(skills).most_common()


class RoadmapSupportPanel(RoadmapPanel):
    """The projects and workforce programs that support the items."""

    slug = "work"
    title = _("Who works on it")
    template = "roadmaps/panels/support.html"

    def get_rows(self) -> list[ItemLink]:
        links = ItemLink.objects.filter(roadmap_item__roadmap=self.subject)
        return sorted(links.with_subject(), key=_support_sort_key)


def _support_sort_key(link: ItemLink) -> tuple[str, str, int]:
    """Sort links by institute, subject and item."""
    subject = link.subject
    acronym = subject.institute.acronym if subject else ""
    return acronym.casefold(), str(subject).casefold(), link.roadmap_item.order


class RoadmapChallengesPanel(RoadmapPanel):
    """The challenges that the roadmap and its items address."""

    slug = "challenges"
    title = _("Challenges it answers")
    template = "roadmaps/panels/roadmap_challenges.html"

    def get_rows(self) -> list[ChallengeLink]:
        links = ChallengeLink.objects.filter(
            Q(roadmap=self.subject) | Q(roadmap_item__roadmap=self.subject)
        )
        links = links.with_subject().select_related("roadmap_item__roadmap")
        return list(
            links.order_by("challenge__name", "challenge", "roadmap_item__order", "pk")
        )


class RoadmapVersion(NamedTuple):
    """A version of a roadmap, the version before it and how the two differ."""

    roadmap: Roadmap
    previous: Roadmap | None = None
    diff: VersionDiff | None = None


class RoadmapVersionsPanel(RoadmapPanel):
    """All versions in the series of the roadmap, oldest first."""

    slug = "versions"
    title = _("Versions")
    template = "roadmaps/panels/versions.html"
    empty_message = _("No other version is recorded.")

    def get_rows(self) -> list[RoadmapVersion]:
        if not self.subject.series:
            return []
        series = Roadmap.objects.in_series(self.subject.series).with_scope()
        roadmaps = list(series.prefetch_related("items"))
        if len(roadmaps) < 2:
            return []
        return [
            RoadmapVersion(roadmaps[0]),
            *(
                RoadmapVersion(
                    new, old, diff_versions(old.items.all(), new.items.all())
                )
                for old, new in pairwise(roadmaps)
            ),
        ]
