"""The sections of this site, in the groups and the order of the footer.

`settings.NAVIGATION` names `GROUPS`.
"""

from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.navigation import Section, SectionGroup

GROUPS = (
    SectionGroup(
        _("The network"),
        (
            Section(
                _("Institutes"),
                "institutes:institute-list",
                _("who they are, who sponsors them, what they work on"),
            ),
            Section(
                _("Partners"),
                "institutes:partner-list",
                _("companies, schools and agencies that take part"),
            ),
            Section(
                _("Collaboration"),
                "institutes:collaboration",
                _("who works with whom"),
            ),
            Section(
                _("Places"),
                "institutes:place-list",
                _("the map, state by state"),
            ),
            Section(
                _("Sites"),
                "institutes:site-list",
                _("headquarters, pilot plants and other facilities"),
                in_line=False,
            ),
        ),
    ),
    SectionGroup(
        _("Money and work"),
        (
            Section(
                _("Funding"),
                "institutes:funding-list",
                _("who pays how much, and who says so"),
            ),
            Section(
                _("Projects"),
                "institutes:project-list",
                _("what is researched and built"),
            ),
            Section(
                _("Workforce"),
                "institutes:workforce-list",
                _("courses, camps and credentials"),
            ),
            Section(
                _("Focus areas"),
                "institutes:focus-area-list",
                _("fields of technology"),
            ),
        ),
    ),
    SectionGroup(
        _("Plans"),
        (
            Section(
                _("Roadmaps"),
                "roadmaps:roadmap-list",
                _("where technology should go"),
            ),
            Section(
                _("Roadmap items"),
                "roadmaps:roadmap-item-list",
                _("what they ask for, by when, and who works on it"),
                in_line=False,
            ),
            Section(
                _("Skills"),
                "roadmaps:skill-list",
                _("what people need to be able to do, and who teaches it"),
            ),
            Section(
                _("Challenges"),
                "roadmaps:challenge-list",
                _("what manufacturing has to meet, and what answers it"),
            ),
        ),
    ),
    SectionGroup(
        _("Evidence"),
        (
            Section(
                _("Pillars"),
                "pillars:pillar-list",
                _("what the model says in ten points, and what the facts show"),
            ),
            Section(
                _("Indicators"),
                "institutes:indicator-list",
                _("what is measured, year by year"),
            ),
            Section(
                _("Sources"),
                "provenance:source-list",
                _("where every fact was read"),
            ),
        ),
    ),
    SectionGroup(
        _("Data"),
        (
            Section(_("Search"), "search", _("one box over everything"), in_line=False),
            Section(_("Data"), "data", _("tables to download, column by column")),
        ),
    ),
)
