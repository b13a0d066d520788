"""The addresses of the sources."""

from django.urls import path

from mfgusa.catalogue.urls import list_urlpatterns
from mfgusa.provenance.views import SourceDetail, SourceList

app_name = "provenance"
urlpatterns = [
    *list_urlpatterns("sources", "source", SourceList),
    path("sources/<slug:key>/", SourceDetail.as_view(), name="source-detail"),
]
