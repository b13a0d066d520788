"""The contents of the site: its sections, in the groups and the order of the footer.

The contents line, the footer, the ways out of a page that is not there and the
sitemap all read them here.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """A part of the site: its name, the name of its address and what is found there.

    One that is not `in_line` is left to the footer, and to the pages that lead to it.
    """

    title: Any
    view: str
    purpose: Any
    in_line: bool = True

    @cached_property
    def path(self) -> str:
        """Its address, which is asked for several times on every page."""
        return reverse(self.view)

    def mark(self, path: str) -> str:
        """What `aria-current` says of the section on the page at `path`."""
        if path == self.path:
            return "page"
        return "true" if path.startswith(self.path) else ""


@dataclass(frozen=True)
class Group:
    """Sections that belong together."""

    title: Any
    sections: tuple[Section, ...]

    @property
    def in_line(self) -> list[Section]:
        """Those that stand in the contents line of every page."""
        return [section for section in self.sections if section.in_line]


GROUPS = (
    Group(
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
    Group(
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
    Group(
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
    Group(
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
    Group(
        _("Data"),
        (
            Section(_("Search"), "search", _("one box over everything"), in_line=False),
            Section(_("Data"), "data", _("tables to download, column by column")),
        ),
    ),
)
SECTIONS = tuple(section for group in GROUPS for section in group.sections)
