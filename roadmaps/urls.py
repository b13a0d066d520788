"""The addresses of the plans."""

from django.urls import path, re_path

from mfgusa.catalogue.urls import list_urlpatterns
from roadmaps.views import challenge, item, roadmap, skill

app_name = "roadmaps"
urlpatterns = [
    *list_urlpatterns(
        "roadmaps", "roadmap", roadmap.RoadmapList, roadmap.RoadmapDetail
    ),
    re_path(
        r"^roadmaps/(?P<key>[-a-z0-9]+)\.(?P<suffix>svg|png)$",
        roadmap.RoadmapDetail.as_view(),
        name="roadmap-picture",
    ),
    *list_urlpatterns("roadmap-items", "roadmap-item", item.RoadmapItemList),
    path(
        "roadmap-items/<slug:roadmap>:<int:order>/",
        item.RoadmapItemDetail.as_view(),
        name="roadmap-item-detail",
    ),
    *list_urlpatterns("skills", "skill", skill.SkillList, skill.SkillDetail),
    *list_urlpatterns(
        "challenges", "challenge", challenge.ChallengeList, challenge.ChallengeDetail
    ),
]
