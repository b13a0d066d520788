"""The contents page of the site."""

from django.contrib import admin
from django.urls import include, path, re_path

from mfgusa import views

handler404 = views.not_found
handler500 = views.broken
urlpatterns = [
    path("", views.home, name="home"),
    re_path(
        r"^map\.(?P<suffix>[a-z]{2,7})$", views.network_picture, name="network-map"
    ),
    path("search/", views.search, name="search"),
    path("data/", views.data, name="data"),
    path("data/<slug:table>-template.xlsx", views.blank_table, name="table-template"),
    path("data/<slug:table>.<slug:suffix>", views.table, name="table"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap, name="sitemap-part"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("institutes.urls")),
    path("", include("roadmaps.urls")),
    path("", include("pillars.urls")),
]
