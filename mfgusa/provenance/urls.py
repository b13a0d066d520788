"""The addresses of the sources."""

from django.urls import path

from mfgusa.catalogue.urls import catalogue
from mfgusa.provenance.views import SourceDetail, SourceList

app_name = "provenance"
urlpatterns = [
    *catalogue("sources", "source", SourceList),
    path("sources/<slug:key>/", SourceDetail.as_view(), name="source-detail"),
]
