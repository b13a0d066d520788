"""Template tags of every page: its metadata and the sections of the site."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mfgusa.catalogue.cache.page_version import PageVersion, render_later
from mfgusa.catalogue.citation.page import Page
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
def cite_page(context: Context, page: Page, *, swaps: bool = False) -> SafeString:
    """How to cite the page; rendered last, when all is known that the page read."""
    footnotes, filterset = context.get("citations"), context.get("filterset")
    newest = page.metadata.newest or (footnotes.newest if footnotes else None)
    is_refused = bool(filterset and filterset.problems)

    def render(version: PageVersion) -> str:
        citation = None if is_refused else page.cited(newest, version)
        values = {"citation": citation, "swaps": swaps}
        return render_to_string("partials/cite_page.html", values)

    return render_later(render)


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
