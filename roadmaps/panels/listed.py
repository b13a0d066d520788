from django.urls import reverse
from django.utils.http import urlencode

from mfgusa.catalogue.panels import LongPanel


class ListedPanel(LongPanel):
    """A section whose rows stand in a catalogue (`listed`) with a `facet` of it."""

    listed = facet = ""

    @property
    def url(self):
        return f"{reverse(self.listed)}?{urlencode({self.facet: self.subject.slug})}"
