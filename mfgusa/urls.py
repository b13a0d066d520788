"""The contents page of the site."""

from django.contrib import admin
from django.urls import include, path

from mfgusa import views

urlpatterns = [
    path("", views.home, name="home"),
    path("data/", views.data, name="data"),
    path("data/<slug:table>-template.xlsx", views.blank_table, name="table-template"),
    path("data/<slug:table>.<slug:suffix>", views.table, name="table"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("institutes.urls")),
]
