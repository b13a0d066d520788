"""The addresses of the sources."""

from mfgusa.catalogue.urls import list_urlpatterns
from mfgusa.provenance.views import SourceDetail, SourceList

app_name = "provenance"
urlpatterns = [
    *list_urlpatterns("sources", "source", SourceList, SourceDetail),
]
