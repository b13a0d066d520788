"""The URLs of the site."""

from django.contrib import admin
from django.urls import include, path, re_path

from mfgusa.site import (
    data,
    errors,
    health,
    home,
    metrics,
    search,
    security_txt,
    sitemap,
)

handler404 = errors.not_found
handler500 = errors.internal_error
urlpatterns = [
    path("", home.home, name="home"),
    re_path(r"^map\.(?P<suffix>[a-z]{2,7})$", home.network_picture, name="network-map"),
    path("search/", search.search, name="search"),
    path("data/", data.data, name="data"),
    path("data/<slug:table>-template.xlsx", data.blank_table, name="table-template"),
    path("data/<slug:table>.<slug:suffix>", data.table, name="table"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap.sitemap, name="sitemap-part"),
    path("robots.txt", sitemap.robots, name="robots"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("mfgusa.provenance.urls")),
    path("", include("institutes.urls")),
    path("", include("roadmaps.urls")),
    path("", include("pillars.urls")),
]
