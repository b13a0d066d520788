"""Panels of a roadmap item's page, and items on the pages of what supports them."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from roadmaps.models import ChallengeLink, ItemLink, RoadmapItem
from roadmaps.version_diff import versions_of_item


class ItemPanel(Panel):
    """A panel of the page of a roadmap item."""

    model = "roadmaps.RoadmapItem"
    subject: RoadmapItem


class ItemSupportPanel(ItemPanel):
    """The projects and workforce programs that support the item."""

    slug = "work"
    title = _("Who works on it")
    template = "roadmaps/panels/support.html"

    def get_rows(self) -> list[ItemLink]:
        return list(self.subject.item_links.with_subject())


class ItemChallengesPanel(ItemPanel):
    """The challenges that the item addresses."""

    slug = "challenges"
    title = _("Challenges it answers")
    template = "roadmaps/panels/roadmap_challenges.html"

    def get_rows(self) -> list[ChallengeLink]:
        links = ChallengeLink.objects.filter(roadmap_item=self.subject).with_subject()
        return list(links.select_related("roadmap_item__roadmap"))


class ItemVersionsPanel(ItemPanel):
    """The same item in other versions of its roadmap."""

    slug = "versions"
    title = _("In other versions")
    template = "roadmaps/panels/item_versions.html"
    empty_message = _("No other version of the roadmap has it.")

    def get_rows(self) -> list[RoadmapItem]:
        series = self.subject.roadmap.series
        if not series:
            return []
        items = RoadmapItem.objects.filter(roadmap__series=series)
        items = items.select_related("roadmap", "source").order_by(
            "roadmap__published", "roadmap__version", "roadmap__key", "order"
        )
        return versions_of_item(self.subject, list(items))


class SupportedItemsPanel(Panel):
    """The roadmap items that the subject of the page supports.

    `subject_type` is the field of the link that holds the subject.
    """

    subject_type: ClassVar[str] = ""
    slug = ""
    title = _("Roadmap items it takes up")
    template = "roadmaps/panels/supported_items.html"

    def get_rows(self) -> list[ItemLink]:
        links = ItemLink.objects.filter(**{self.subject_type: self.subject})
        return list(links.select_related("roadmap_item__roadmap__institute", "source"))


class ProjectItemsPanel(SupportedItemsPanel):
    """The roadmap items that a project supports."""

    model = "institutes.Project"
    subject_type = "project"
    slug = "roadmap-items"


class ProgramItemsPanel(SupportedItemsPanel):
    """The roadmap items that a workforce program supports."""

    model = "institutes.WorkforceProgram"
    subject_type = "workforce_program"
    slug = "roadmap-items"
