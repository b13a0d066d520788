"""The sections that tell who asks for a skill and who teaches it."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.panels import Panel
from mfgusa.catalogue.search.fields import SearchFold
from roadmaps.panels.listed import ListedPanel


class Asking(ListedPanel):
    """The items of roadmaps that ask for it."""

    model = "roadmaps.Skill"
    facet = "skill"
    slug = "asked"
    title = _("Who asks for it")
    template = "roadmaps/panels/asking.html"
    nothing = _("No recorded roadmap item asks for it.")
    listed = "roadmaps:roadmap-item-list"

    def get_queryset(self):
        return self.subject.roadmap_items.with_scope()


class Teaching(ListedPanel):
    """The workforce programs that teach it."""

    model = "roadmaps.Skill"
    facet = "skill"
    slug = "taught"
    title = _("Who teaches it")
    template = "roadmaps/panels/teaching.html"
    nothing = _(
        "No recorded program teaches it. That is a gap in these records; it does not "
        "show that nobody does."
    )
    listed = "institutes:workforce-list"

    def get_queryset(self):
        links = self.subject.program_links.with_program()
        return links.order_by(SearchFold("workforce_program__name"), "pk")


class TaughtSkills(Panel):
    """What a workforce program teaches, in the words of its source."""

    model = "institutes.WorkforceProgram"
    slug = "skills"
    title = _("Skills it teaches")
    template = "roadmaps/panels/taught_skills.html"

    def get_rows(self):
        links = self.subject.skill_links.with_skill()
        return list(links.order_by(SearchFold("skill__name")))
