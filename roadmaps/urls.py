"""The addresses of the plans."""

from django.urls import path, re_path

from mfgusa.catalogue.addresses import catalogue
from roadmaps import views

app_name = "roadmaps"
urlpatterns = [
    *catalogue("roadmaps", "roadmap", views.RoadmapList),
    path("roadmaps/<slug:key>/", views.RoadmapDetail.as_view(), name="roadmap-detail"),
    re_path(
        r"^roadmaps/(?P<key>[-a-z0-9]+)\.(?P<suffix>svg|png)$",
        views.RoadmapDetail.as_view(),
        name="roadmap-picture",
    ),
    *catalogue("roadmap-items", "roadmap-item", views.RoadmapItemList),
    path(
        "roadmap-items/<slug:roadmap>:<int:order>/",
        views.RoadmapItemDetail.as_view(),
        name="roadmap-item-detail",
    ),
    *catalogue("skills", "skill", views.SkillList),
    path("skills/<slug:key>/", views.SkillDetail.as_view(), name="skill-detail"),
    *catalogue("challenges", "challenge", views.ChallengeList),
    path(
        "challenges/<slug:key>/",
        views.ChallengeDetail.as_view(),
        name="challenge-detail",
    ),
]
