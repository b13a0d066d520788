"""Panels that link skills with the roadmap items and programs that have them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutes.models import WorkforceProgram
from mfgusa.catalogue.panels import Panel
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.models import RoadmapItem, Skill, SkillProgram
from roadmaps.panels.catalogue import CataloguePanel


class SkillItemsPanel(CataloguePanel):
    """The roadmap items that require the skill."""

    model = "roadmaps.Skill"
    subject: Skill
    facet = "skill"
    slug = "asked"
    title = _("Who asks for it")
    template = "roadmaps/panels/skill_items.html"
    empty_message = _("No recorded roadmap item asks for it.")
    list_url_name = "roadmaps:roadmap-item-list"

    def get_queryset(self) -> models.QuerySet[RoadmapItem]:
        return RoadmapItem.objects.filter(skills=self.subject).with_scope()


class SkillProgramsPanel(CataloguePanel):
    """The workforce programs that teach the skill."""

    model = "roadmaps.Skill"
    subject: Skill
    facet = "skill"
    slug = "taught"
    title = _("Who teaches it")
    template = "roadmaps/panels/skill_programs.html"
    empty_message = _(
        "No recorded program teaches it. That is a gap in these records; it does not "
        "show that nobody does."
    )
    list_url_name = "institutes:workforce-list"

    def get_queryset(self) -> models.QuerySet[SkillProgram]:
        links = self.subject.program_links.with_program()
        return links.order_by(SearchFold("workforce_program__name"), "pk")


class ProgramSkillsPanel(Panel):
    """The skills that a workforce program teaches."""

    model = "institutes.WorkforceProgram"
    subject: WorkforceProgram
    slug = "skills"
    title = _("Skills it teaches")
    template = "roadmaps/panels/program_skills.html"

    def get_rows(self) -> list[SkillProgram]:
        links = SkillProgram.objects.filter(workforce_program=self.subject)
        return list(links.with_skill().order_by(SearchFold("skill__name")))
