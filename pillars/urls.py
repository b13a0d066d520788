"""The URLs of the ten pillars."""

from django.urls import path, re_path

from pillars import views

app_name = "pillars"
urlpatterns = [
    path("pillars/", views.PillarList.as_view(), name="pillar-list"),
    re_path(
        r"^pillars/(?P<number>\d{1,2})-(?P<slug>[-a-z0-9]+)\.(?P<suffix>svg|png)$",
        views.PillarDetail.as_view(),
        name="pillar-picture",
    ),
    re_path(
        r"^pillars/(?P<number>\d{1,2})-(?P<slug>[-a-z0-9]+)/$",
        views.PillarDetail.as_view(),
        name="pillar-detail",
    ),
    path(
        "institutes/<slug:key>/pillars/",
        views.InstitutePillars.as_view(),
        name="institute-pillars",
    ),
]
