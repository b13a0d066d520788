"""A panel whose rows are those of a catalogue page under one filter."""

from typing import ClassVar

from django.urls import reverse
from django.utils.http import urlencode

from mfgusa.catalogue.panels import LongPanel
from roadmaps.models import Challenge, Skill


class CataloguePanel(LongPanel):
    """A panel that links to the catalogue that lists the same rows.

    `list_url_name` is the URL name of the catalogue and `facet` the filter that the
    slug of the subject goes into.
    """

    subject: Challenge | Skill
    list_url_name: ClassVar[str] = ""
    facet: ClassVar[str] = ""

    @property
    def url(self) -> str:
        query = urlencode({self.facet: self.subject.slug})
        return f"{reverse(self.list_url_name)}?{query}"
