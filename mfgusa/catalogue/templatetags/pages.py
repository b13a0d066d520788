"""Template tags of every page: its metadata and the sections of the site."""

from django import template
from django.template import Context

from mfgusa.catalogue.citation.page import Page
from mfgusa.catalogue.citation.page_citation import PageCitation
from mfgusa.catalogue.navigation import (
    Section,
    SectionGroup,
    get_section_groups,
    get_sections,
)

register = template.Library()


@register.simple_tag(takes_context=True)
def page_metadata(context: Context) -> Page | None:
    """The metadata of the page; None where its view gives no `metadata`."""
    metadata = context.get("metadata")
    return metadata and Page(metadata, context["request"])


@register.simple_tag(takes_context=True)
def page_citation(context: Context, page: Page) -> PageCitation:
    """How to cite the page; its template calls this after all its footnotes."""
    footnotes = context.get("citations")
    newest = page.metadata.newest or (footnotes.newest if footnotes else None)
    return page.cited(newest)


@register.simple_tag
def section_groups() -> tuple[SectionGroup, ...]:
    """The sections of the site in their groups."""
    return get_section_groups()


@register.simple_tag(takes_context=True)
def current_section(context: Context) -> Section | None:
    """The section that the page belongs to."""
    sections = (s for s in get_sections() if aria_current(context, s))
    return next(sections, None)


@register.simple_tag(takes_context=True)
def aria_current(context: Context, section: Section) -> str:
    """The `aria-current` value of a section's link; blank without a request."""
    request = context.get("request")
    return section.aria_current(request.path) if request else ""
