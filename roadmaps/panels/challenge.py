"""The sections that tell what answers which challenge."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.models import ChallengeLink
from roadmaps.panels.listed import ListedPanel


class Challenges(Panel):
    """Which challenges the institute, its projects and its roadmaps answer."""

    model = "institutes.Institute"
    slug = "challenges"
    title = _("Challenges")
    template = "roadmaps/panels/challenges.html"

    def get_rows(self):
        return list(ChallengeLink.objects.answered_by(self.subject).with_subject())


class ProjectChallenges(Panel):
    """Which challenges the project answers."""

    model = "institutes.Project"
    slug = "challenges"
    title = _("Challenges")
    template = "roadmaps/panels/project_challenges.html"

    def get_rows(self):
        return list(self.subject.challenge_links.with_subject())


class Answers(ListedPanel):
    """What of one kind answers the challenge; `kind` is the field of the link."""

    kind = order = ""
    facet = "challenge"
    template = "roadmaps/panels/answers.html"

    def get_queryset(self):
        links = self.subject.links.filter(**{f"{self.kind}__isnull": False})
        return links.with_subject().order_by(SearchFold(self.order), "pk")


class Institutes(Answers):
    """Institutes of which a source says so themselves."""

    model = "roadmaps.Challenge"
    slug = "institutes"
    title = _("Institutes")
    kind, order, listed = "institute", "institute__acronym", "institutes:institute-list"


class Roadmaps(Answers):
    """Plans that are made for it."""

    model = "roadmaps.Challenge"
    slug = "roadmaps"
    title = _("Roadmaps")
    kind, order, listed = "roadmap", "roadmap__title", "roadmaps:roadmap-list"


class Items(Answers):
    """Aims and topics of roadmaps that meet it."""

    model = "roadmaps.Challenge"
    slug = "items"
    title = _("Roadmap items")
    kind, order = "roadmap_item", "roadmap_item__title"
    listed = "roadmaps:roadmap-item-list"


class Projects(Answers):
    """Projects, rounds and themes that work on it."""

    model = "roadmaps.Challenge"
    slug = "projects"
    title = _("Projects, rounds and themes")
    kind, order, listed = "project", "project__title", "institutes:project-list"
