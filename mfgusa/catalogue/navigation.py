"""The sections of a site: its navigation, its footer and its sitemap read them here.

`settings.NAVIGATION` is the dotted path to the groups of sections of a site.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Section:
    """A part of the site: its title, the name of its URL pattern and its purpose.

    A section that is not `in_line` appears in the footer, but not in the navigation
    line of every page.
    """

    title: "StrOrPromise"
    view: str
    purpose: "StrOrPromise"
    in_line: bool = True

    @cached_property
    def path(self) -> str:
        """The URL path of the section's front page."""
        return reverse(self.view)

    def aria_current(self, path: str) -> str:
        """The `aria-current` value of the section's link on the page at `path`."""
        if path == self.path:
            return "page"
        return "true" if path.startswith(self.path) else ""


@dataclass(frozen=True)
class SectionGroup:
    """Sections under one heading."""

    title: "StrOrPromise"
    sections: tuple[Section, ...]

    @property
    def in_line(self) -> list[Section]:
        """The sections that appear in the navigation line of every page."""
        return [section for section in self.sections if section.in_line]


@cache
def get_section_groups() -> tuple[SectionGroup, ...]:
    """The groups of sections that `settings.NAVIGATION` names."""
    groups: tuple[SectionGroup, ...] = import_string(settings.NAVIGATION)
    return groups


def get_sections() -> list[Section]:
    """Every section of the site, in the order of the groups."""
    return [section for group in get_section_groups() for section in group.sections]
