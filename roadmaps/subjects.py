"""The subjects of planning: roadmaps, roadmap items, skills and challenges."""

from django.utils.translation import gettext_lazy as _

from institutes.subjects import scope_label
from mfgusa.catalogue.subjects import (
    HomeCount,
    MenuEntry,
    SearchOptions,
    Subject,
    register,
)
from roadmaps.models import Challenge, Roadmap, RoadmapItem, Skill

register(
    Subject(
        name="roadmaps",
        title=_("Roadmaps"),
        rows=Roadmap.objects.select_related("institute"),
        list_url_name="roadmaps:roadmap-list",
        example="mapt-roadmap-2023",
        order=110,
        menu=MenuEntry("roadmaps", 10, _("where technology should go")),
        search=SearchOptions(
            order=120, remarks=lambda roadmap: [scope_label(roadmap.institute)]
        ),
        home=HomeCount(60, _("roadmaps")),
    ),
    Subject(
        name="roadmap-items",
        title=_("Roadmap items"),
        rows=RoadmapItem.objects.select_related("roadmap__institute"),
        list_url_name="roadmaps:roadmap-item-list",
        example="ipsr-i-2024:1",
        order=120,
        menu=MenuEntry(
            "roadmaps",
            20,
            _("what they ask for, by when, and who works on it"),
            in_line=False,
        ),
        search=SearchOptions(
            order=130,
            remarks=lambda item: [scope_label(item.roadmap.institute), item.roadmap],
        ),
        home=HomeCount(70, _("roadmap items")),
    ),
    Subject(
        name="skills",
        title=_("Skills"),
        rows=Skill.objects.all(),
        list_url_name="roadmaps:skill-list",
        example="cybersecurity",
        order=130,
        menu=MenuEntry(
            "roadmaps", 30, _("what people need to be able to do, and who teaches it")
        ),
        search=SearchOptions(order=140),
        home=HomeCount(80, _("skills")),
    ),
    Subject(
        name="challenges",
        title=_("Challenges"),
        rows=Challenge.objects.all(),
        list_url_name="roadmaps:challenge-list",
        example="circular-economy",
        order=140,
        menu=MenuEntry(
            "roadmaps", 40, _("what manufacturing has to meet, and what answers it")
        ),
        search=SearchOptions(order=150),
        home=HomeCount(90, _("challenges")),
    ),
)
