"""The sections of the page of a roadmap's item, and its items on pages of facts."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from roadmaps.models import ChallengeLink, ItemLink, RoadmapItem
from roadmaps.series import same_items


class ItemPanel(Panel):
    model = "roadmaps.RoadmapItem"


class Work(ItemPanel):
    """Who takes it up."""

    slug = "work"
    title = _("Who works on it")
    template = "roadmaps/panels/work.html"

    def get_rows(self):
        return list(self.subject.item_links.with_subject())


class Answers(ItemPanel):
    """Which challenges it answers."""

    slug = "challenges"
    title = _("Challenges it answers")
    template = "roadmaps/panels/plan_challenges.html"

    def get_rows(self):
        links = ChallengeLink.objects.filter(roadmap_item=self.subject).with_subject()
        return list(links.select_related("roadmap_item__roadmap"))


class OtherVersions(ItemPanel):
    """The same item in other versions of its roadmap."""

    slug = "versions"
    title = _("In other versions")
    template = "roadmaps/panels/item_versions.html"
    nothing = _("No other version of the roadmap has it.")

    def get_rows(self):
        series = self.subject.roadmap.series
        if not series:
            return []
        rows = RoadmapItem.objects.filter(roadmap__series=series)
        rows = rows.select_related("roadmap", "source").order_by(
            "roadmap__published", "roadmap__version", "roadmap__key", "order"
        )
        return same_items(self.subject, list(rows))


class TakenUp(Panel):
    """The items of roadmaps that something takes up."""

    slug = ""
    title = _("Roadmap items it takes up")
    template = "roadmaps/panels/taken_up.html"

    def get_rows(self):
        links = ItemLink.objects.filter(**{self.kind: self.subject})
        return list(links.select_related("roadmap_item__roadmap__institute", "source"))


class ProjectItems(TakenUp):
    """The items of roadmaps that a project takes up."""

    model = "institutes.Project"
    kind = "project"
    slug = "roadmap-items"


class ProgramItems(TakenUp):
    """The items of roadmaps that a workforce program takes up."""

    model = "institutes.WorkforceProgram"
    kind = "workforce_program"
    slug = "roadmap-items"
