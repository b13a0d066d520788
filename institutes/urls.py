from django.urls import path, re_path

from institutes import views

app_name = "institutes"

urlpatterns = [
    path("institutes/", views.InstituteList.as_view(), name="institute-list"),
    re_path(
        r"^institutes\.(?P<suffix>[a-z]+)$",
        views.InstituteList.as_view(),
        name="institute-download",
    ),
    path(
        "institutes/<slug:key>/",
        views.InstituteDetail.as_view(),
        name="institute-detail",
    ),
]
