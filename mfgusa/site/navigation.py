"""The sections of this site, in the groups and the order of the footer.

`settings.NAVIGATION` names `GROUPS`. The sections of subjects are declared in the
`subjects` modules of the apps.
"""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.navigation import Section, SectionGroup
from mfgusa.catalogue.subjects import sections_in

GROUPS = (
    SectionGroup(_("The network"), sections_in("network")),
    SectionGroup(_("Money and work"), sections_in("funding")),
    SectionGroup(_("Plans"), sections_in("roadmaps")),
    SectionGroup(_("Evidence"), sections_in("evidence")),
    SectionGroup(
        _("Data"),
        (
            Section(_("Search"), "search", _("one box over everything"), in_line=False),
            Section(_("Data"), "data", _("tables to download, column by column")),
        ),
    ),
)
