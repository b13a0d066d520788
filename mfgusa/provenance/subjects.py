"""Sources as a subject of the site."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.subjects import (
    HomeCount,
    MenuEntry,
    SearchOptions,
    Subject,
    register,
)
from mfgusa.provenance.models import Source


def source_remarks(source: Source) -> list[Any]:
    """Return the publisher and the date of publication."""
    return [source.publisher, source.published and source.published.display]


register(
    Subject(
        name="sources",
        title=_("Sources"),
        rows=Source.objects.all(),
        list_url_name="provenance:source-list",
        example="textileworld-2016-affoa",
        order=70,
        menu=MenuEntry("evidence", 30, _("where every fact was read")),
        search=SearchOptions(order=110, remarks=source_remarks),
        home=HomeCount(50, _("sources")),
    )
)
