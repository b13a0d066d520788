"""The roadmaps on the pages of facts, and the sections of a roadmap's own page."""

from collections import Counter
from itertools import pairwise

from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from roadmaps.models import ChallengeLink, ItemLink, Roadmap
from roadmaps.series import difference


class Roadmaps(Panel):
    """Where the institute says its technology should go."""

    model = "institutes.Institute"
    slug = "roadmaps"
    title = _("Roadmaps")
    template = "roadmaps/panels/roadmaps.html"

    def get_rows(self):
        rows = self.subject.roadmaps.with_scope().with_counts()
        return list(rows.order_by("published", "key"))

    @property
    def query(self):
        """What catalogues of plans are asked for the plans shown here."""
        return urlencode({"institute": self.subject.key})


class AreaRoadmaps(Panel):
    """Where the plans say a field of technology should go, item by item."""

    model = "institutes.FocusArea"
    slug = "roadmaps"
    title = _("Roadmaps")
    template = "roadmaps/panels/roadmaps.html"

    def get_rows(self):
        here = Roadmap.objects.filter(focus_area__in=self.subject.here)
        return list(here.with_scope().with_counts().order_by("published", "key"))

    @property
    def query(self):
        return urlencode({"focus": self.subject.slug})


class RoadmapPanel(Panel):
    """A section of the page of a roadmap, whose items are at hand."""

    model = "roadmaps.Roadmap"

    @property
    def items(self):
        return self.subject.items.all()


class Items(RoadmapPanel):
    """Everything that it asks for, with what each source says."""

    slug = "items"
    title = _("Items")
    template = "roadmaps/panels/items.html"

    def get_rows(self):
        return list(self.items)


class Metrics(RoadmapPanel):
    """What it measures itself by: from where to where."""

    slug = "metrics"
    title = _("Metrics")
    template = "roadmaps/panels/metrics.html"

    def get_rows(self):
        return [item for item in self.items if item.metric]


class Skills(RoadmapPanel):
    """Which skills its items ask for, those that most ask for first."""

    slug = "skills"
    title = _("Skills it asks for")
    template = "roadmaps/panels/skills.html"

    def get_rows(self):
        asked = (skill for item in self.items for skill in item.skills.all())
        return Counter(asked).most_common()


class Work(RoadmapPanel):
    """Who works on its items."""

    slug = "work"
    title = _("Who works on it")
    template = "roadmaps/panels/work.html"

    def get_rows(self):
        links = ItemLink.objects.filter(roadmap_item__roadmap=self.subject)
        return sorted(
            links.with_subject(),
            key=lambda link: (
                link.subject.institute.acronym.casefold(),
                str(link.subject).casefold(),
                link.roadmap_item.order,
            ),
        )


class Answers(RoadmapPanel):
    """Which challenges the roadmap and its items answer."""

    slug = "challenges"
    title = _("Challenges it answers")
    template = "roadmaps/panels/plan_challenges.html"

    def get_rows(self):
        own = Q(roadmap=self.subject) | Q(roadmap_item__roadmap=self.subject)
        links = ChallengeLink.objects.filter(own).with_subject()
        return list(
            links.select_related("roadmap_item__roadmap").order_by(
                "challenge__name", "challenge", "roadmap_item__order", "pk"
            )
        )


class Versions(RoadmapPanel):
    """All versions in its series, and what each changed of the one before it."""

    slug = "versions"
    title = _("Versions")
    template = "roadmaps/panels/versions.html"
    nothing = _("No other version is recorded.")

    def get_rows(self):
        if not self.subject.series:
            return []
        rows = Roadmap.objects.in_series(self.subject.series).with_scope()
        versions = list(rows.prefetch_related("items"))
        for old, new in pairwise(versions):
            new.before = old
            new.difference = difference(list(old.items.all()), list(new.items.all()))
        return versions if len(versions) > 1 else []
