"""Panels that link challenges with what addresses them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutes.models import Institute, Project
from mfgusa.catalogue.panels import Panel
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.models import Challenge, ChallengeLink
from roadmaps.panels.catalogue import CataloguePanel


class InstituteChallengesPanel(Panel):
    """The challenges that the institute, its projects and its roadmaps address."""

    model = "institutes.Institute"
    subject: Institute
    slug = "challenges"
    title = _("Challenges")
    template = "roadmaps/panels/institute_challenges.html"

    def get_rows(self) -> list[ChallengeLink]:
        return list(ChallengeLink.objects.for_institute(self.subject).with_subject())


class ProjectChallengesPanel(Panel):
    """The challenges that the project addresses."""

    model = "institutes.Project"
    subject: Project
    slug = "challenges"
    title = _("Challenges")
    template = "roadmaps/panels/project_challenges.html"

    def get_rows(self) -> list[ChallengeLink]:
        links = ChallengeLink.objects.filter(project=self.subject)
        return list(links.with_subject())


class ChallengeLinksPanel(CataloguePanel):
    """The subjects of one type that address the challenge.

    `subject_type` is the field of the link that holds them, `order` the lookup of
    the name by which they are sorted.
    """

    subject: Challenge
    subject_type: ClassVar[str] = ""
    order: ClassVar[str] = ""
    facet = "challenge"
    template = "roadmaps/panels/challenge_links.html"

    def get_queryset(self) -> models.QuerySet[ChallengeLink]:
        links = ChallengeLink.objects.filter(
            challenge=self.subject, **{f"{self.subject_type}__isnull": False}
        )
        return links.with_subject().order_by(SearchFold(self.order), "pk")


class ChallengeInstitutesPanel(ChallengeLinksPanel):
    """The institutes of which a source says that they address the challenge."""

    model = "roadmaps.Challenge"
    slug = "institutes"
    title = _("Institutes")
    subject_type, order = "institute", "institute__acronym"
    list_url_name = "institutes:institute-list"


class ChallengeRoadmapsPanel(ChallengeLinksPanel):
    """The roadmaps that are made for the challenge."""

    model = "roadmaps.Challenge"
    slug = "roadmaps"
    title = _("Roadmaps")
    subject_type, order = "roadmap", "roadmap__title"
    list_url_name = "roadmaps:roadmap-list"


class ChallengeItemsPanel(ChallengeLinksPanel):
    """The roadmap items that address the challenge."""

    model = "roadmaps.Challenge"
    slug = "items"
    title = _("Roadmap items")
    subject_type, order = "roadmap_item", "roadmap_item__title"
    list_url_name = "roadmaps:roadmap-item-list"


class ChallengeProjectsPanel(ChallengeLinksPanel):
    """The projects, project calls and themes that work on the challenge."""

    model = "roadmaps.Challenge"
    slug = "projects"
    title = _("Projects, rounds and themes")
    subject_type, order = "project", "project__title"
    list_url_name = "institutes:project-list"
