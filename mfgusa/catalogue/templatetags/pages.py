"""Template tags of every page: what it says of itself, and the contents of the site."""

from typing import Any

from django import template

from mfgusa.catalogue.citation.page import Page
from mfgusa.catalogue.citation.page_citation import PageCitation
from mfgusa.catalogue.contents import GROUPS, Group, Section

register = template.Library()


@register.simple_tag(takes_context=True)
def page_metadata(context: Any) -> Page | None:
    """What the page says of itself; nothing where its view gives no `about`."""
    metadata = context.get("metadata")
    return metadata and Page(metadata, context["request"])


@register.simple_tag(takes_context=True)
def page_citation(context: Any, page: Page) -> PageCitation:
    """How to cite the page; after all its facts, for it may take their newest date."""
    numbered = context.get("citations")
    newest = page.metadata.newest or (numbered.newest if numbered else None)
    return page.cited(newest)


@register.simple_tag
def section_groups() -> tuple[Group, ...]:
    """The sections of the site in their groups."""
    return GROUPS


@register.simple_tag(takes_context=True)
def current_section(context: Any) -> Section | None:
    """The section that the page lies in."""
    sections = [section for group in GROUPS for section in group.sections]
    return next((one for one in sections if aria_current(context, one)), None)


@register.simple_tag(takes_context=True)
def aria_current(context: Any, section: Section) -> str:
    """What `aria-current` says of a section; a refused request has no address."""
    request = context.get("request")
    return section.mark(request.path) if request else ""
