from django.utils.translation import gettext_lazy

from mfgusa.catalogue.detail import FactPage
from mfgusa.catalogue.views import FilteredList
from roadmaps.filtersets import SkillFilterSet
from roadmaps.models import Skill
from roadmaps.resources import SkillResource


class SkillList(FilteredList):
    """What the roadmaps ask people to be able to do, and who teaches it."""

    title = gettext_lazy("Skills")
    lede = gettext_lazy(
        "What the roadmaps ask people to be able to do, and who teaches it."
    )
    queryset = Skill.objects.all()
    filterset_class = SkillFilterSet
    resource_class = SkillResource
    rows_template = "roadmaps/_skill_rows.html"


class SkillDetail(FactPage):
    """One skill: who asks for it, and who teaches it."""

    queryset = Skill.objects.all()
    slug_field = "slug"
