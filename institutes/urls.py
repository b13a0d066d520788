"""The addresses of the facts: a catalogue, its files and its rows for each subject."""

from django.urls import path, re_path

from institutes import views
from mfgusa.catalogue.addresses import catalogue

app_name = "institutes"
urlpatterns = [
    *catalogue("institutes", "institute", views.InstituteList),
    path("institutes/compare/", views.compare, name="institute-compare"),
    path("institutes/compare.csv", views.compare_file, name="institute-compare-csv"),
    path(
        "institutes/<slug:key>/",
        views.InstituteDetail.as_view(),
        name="institute-detail",
    ),
    *catalogue("partners", "partner", views.PartnerList),
    path("partners/<slug:key>/", views.PartnerDetail.as_view(), name="partner-detail"),
    *catalogue("projects", "project", views.ProjectList),
    path("projects/<slug:key>/", views.ProjectDetail.as_view(), name="project-detail"),
    *catalogue("workforce", "workforce", views.WorkforceList),
    path(
        "workforce/<slug:key>/",
        views.WorkforceDetail.as_view(),
        name="workforce-detail",
    ),
    *catalogue("funding", "funding", views.FundingList),
    path("funding/<slug:key>/", views.FundingDetail.as_view(), name="funding-detail"),
    *catalogue("sites", "site", views.SiteList),
    path(
        "sites/<slug:institute>/<slug:name>/",
        views.SiteDetail.as_view(),
        name="site-detail",
    ),
    *catalogue("sources", "source", views.SourceList),
    path("sources/<slug:key>/", views.SourceDetail.as_view(), name="source-detail"),
    *catalogue("focus-areas", "focus-area", views.FocusAreaList),
    path(
        "focus-areas/<slug:key>/",
        views.FocusAreaDetail.as_view(),
        name="focus-area-detail",
    ),
    *catalogue("places", "place", views.PlaceList),
    path("places/<slug:key>/", views.PlaceDetail.as_view(), name="place-detail"),
    *catalogue("indicators", "indicator", views.IndicatorList),
    re_path(
        r"^indicators/(?P<key>[-a-z0-9]+)\.(?P<suffix>svg|png)$",
        views.IndicatorDetail.as_view(),
        name="indicator-picture",
    ),
    path(
        "indicators/<slug:key>/",
        views.IndicatorDetail.as_view(),
        name="indicator-detail",
    ),
    path("collaboration/", views.collaboration, name="collaboration"),
    re_path(
        r"^collaboration\.(?P<suffix>[a-z]{2,7})$",
        views.collaboration_file,
        name="collaboration-download",
    ),
]
