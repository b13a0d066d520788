"""The addresses of the facts: a catalogue, its files and its rows for each subject."""

from django.urls import path, re_path

from institutes.views import (
    collaboration,
    compare,
    focus_area,
    funding,
    indicator,
    institute,
    partner,
    place,
    project,
    workforce,
)
from mfgusa.catalogue.urls import list_urlpatterns

app_name = "institutes"
urlpatterns = [
    *list_urlpatterns("institutes", "institute", institute.InstituteList),
    path("institutes/compare/", compare.compare, name="institute-compare"),
    path("institutes/compare.csv", compare.compare_file, name="institute-compare-csv"),
    path(
        "institutes/<slug:key>/",
        institute.InstituteDetail.as_view(),
        name="institute-detail",
    ),
    *list_urlpatterns("partners", "partner", partner.PartnerList),
    path(
        "partners/<slug:key>/", partner.PartnerDetail.as_view(), name="partner-detail"
    ),
    *list_urlpatterns("projects", "project", project.ProjectList),
    path(
        "projects/<slug:key>/", project.ProjectDetail.as_view(), name="project-detail"
    ),
    *list_urlpatterns("workforce", "workforce", workforce.WorkforceList),
    path(
        "workforce/<slug:key>/",
        workforce.WorkforceDetail.as_view(),
        name="workforce-detail",
    ),
    *list_urlpatterns("funding", "funding", funding.FundingList),
    path("funding/<slug:key>/", funding.FundingDetail.as_view(), name="funding-detail"),
    *list_urlpatterns("sites", "site", place.SiteList),
    path(
        "sites/<slug:institute>/<slug:name>/",
        place.SiteDetail.as_view(),
        name="site-detail",
    ),
    *list_urlpatterns("focus-areas", "focus-area", focus_area.FocusAreaList),
    path(
        "focus-areas/<slug:key>/",
        focus_area.FocusAreaDetail.as_view(),
        name="focus-area-detail",
    ),
    *list_urlpatterns("places", "place", place.PlaceList),
    path("places/<slug:key>/", place.PlaceDetail.as_view(), name="place-detail"),
    *list_urlpatterns("indicators", "indicator", indicator.IndicatorList),
    re_path(
        r"^indicators/(?P<key>[-a-z0-9]+)\.(?P<suffix>svg|png)$",
        indicator.IndicatorDetail.as_view(),
        name="indicator-picture",
    ),
    path(
        "indicators/<slug:key>/",
        indicator.IndicatorDetail.as_view(),
        name="indicator-detail",
    ),
    path("collaboration/", collaboration.collaboration, name="collaboration"),
    re_path(
        r"^collaboration\.(?P<suffix>[a-z]{2,7})$",
        collaboration.collaboration_file,
        name="collaboration-download",
    ),
]
