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
    *list_urlpatterns(
        "partners", "partner", partner.PartnerList, partner.PartnerDetail
    ),
    *list_urlpatterns(
        "projects", "project", project.ProjectList, project.ProjectDetail
    ),
    *list_urlpatterns(
        "workforce", "workforce", workforce.WorkforceList, workforce.WorkforceDetail
    ),
    *list_urlpatterns("funding", "funding", funding.FundingList, funding.FundingDetail),
    *list_urlpatterns("sites", "site", place.SiteList),
    path(
        "sites/<slug:institute>/<slug:name>/",
        place.SiteDetail.as_view(),
        name="site-detail",
    ),
    *list_urlpatterns(
        "focus-areas",
        "focus-area",
        focus_area.FocusAreaList,
        focus_area.FocusAreaDetail,
    ),
    *list_urlpatterns("places", "place", place.PlaceList, place.PlaceDetail),
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
