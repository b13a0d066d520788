"""The addresses of the plans."""

from django.urls import path, re_path

from mfgusa.catalogue.urls import list_urlpatterns
from roadmaps.views import challenge, item, roadmap, skill

app_name = "roadmaps"
urlpatterns = [
    *list_urlpatterns("roadmaps", "roadmap", roadmap.RoadmapList),
    path(
        "roadmaps/<slug:key>/", roadmap.RoadmapDetail.as_view(), name="roadmap-detail"
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
    *list_urlpatterns("skills", "skill", skill.SkillList),
    path("skills/<slug:key>/", skill.SkillDetail.as_view(), name="skill-detail"),
    *list_urlpatterns("challenges", "challenge", challenge.ChallengeList),
    path(
        "challenges/<slug:key>/",
        challenge.ChallengeDetail.as_view(),
        name="challenge-detail",
    ),
]
