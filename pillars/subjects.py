"""The pillars as a subject of the site."""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.subjects import MenuEntry, SearchOptions, Subject, register
from pillars.models import Pillar

register(
    Subject(
        name="pillars",
        title=_("Pillars"),
        rows=Pillar.objects.all(),
        list_url_name="pillars:pillar-list",
        example="1-public-private-partnerships",
        order=150,
        is_catalogue=False,
        menu=MenuEntry(
            "evidence",
            10,
            _("what the model says in ten points, and what the facts show"),
        ),
        search=SearchOptions(order=160, title=_("Pillars of the model")),
    )
)
