from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mfgusa.catalogue.citation.page_metadata import Node, PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import render_refusal
from mfgusa.catalogue.list import FilteredList
from mfgusa.catalogue.panels import Panel
from mfgusa.provenance import linked_data
from mfgusa.provenance.fact_types import FactType, fact_types
from mfgusa.provenance.filterset import SourceFilterSet
from mfgusa.provenance.models import Source
from mfgusa.provenance.panels import FactsPanel, fact_panels
from mfgusa.provenance.resources import SourceResource
from mfgusa.text import shorten


class SourceList(FilteredList):
    """Every source."""

    title = gettext_lazy("Sources")
    lede = gettext_lazy(
        "Where the facts were read: pages, reports and press releases, each with all "
        "that rests on it."
    )
    queryset = Source.objects.with_fact_count()
    filterset_class = SourceFilterSet
    resource_class = SourceResource
    rows_template = "provenance/_source_rows.html"


class SourceDetail(FactDetail):
    """One source and its facts; with `facts`, all facts of one type."""

    queryset = Source.objects.with_fact_count()
    parameters = ("facts",)

    fact_type: FactType | None = None
    object: Source

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if slug := request.GET.get("facts"):
            types = {fact_type.slug: fact_type for fact_type in fact_types()}
            if slug not in types:
                return render_refusal(request, [unknown_fact_type(slug, types)])
            self.fact_type = types[slug]
        return super().get(request, *args, **kwargs)

    def get_panels(self) -> list[Panel]:
        if self.fact_type:
            return [FactsPanel(self.object, self.fact_type)]
        return [*super().get_panels(), *fact_panels(self.object)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(fact_type=self.fact_type, **kwargs)

    def get_page_metadata(self) -> PageMetadata:
        """Return the metadata; all facts of one type are a page of its own."""
        source, metadata = self.object, super().get_page_metadata()
        metadata = replace(metadata, newest=source.published or source.accessed)
        if not self.fact_type:
            return metadata
        title = f"{metadata.title}: {self.fact_type.title}"
        return replace(
            metadata, title=title, path=f"{metadata.path}?facts={self.fact_type.slug}"
        )

    def get_description(self) -> str:
        source = self.object
        count = ngettext(
            "%(count)d fact rests on this source.",
            "%(count)d facts rest on this source.",
            source.fact_count,
        )
        count %= {"count": source.fact_count}
        day = source.published.display if source.published else ""
        origin = ", ".join(filter(None, (source.publisher, day)))
        return f"{origin}. {count}" if origin else count

    def get_linked_data(self) -> list[Node]:
        list_step = (str(SourceList.title), reverse("provenance:source-list"))
        step = (str(self.object), self.object.get_absolute_url())
        return [linked_data.source_node(self.object), breadcrumb_node(list_step, step)]


def unknown_fact_type(slug: str, known: Iterable[str]) -> ParameterProblem:
    """Return the problem of an address with an unknown type of facts."""
    message = _("facts: “%(word)s” is not a kind of fact.") % {"word": shorten(slug)}
    return ParameterProblem.unknown_value("facts", message, slug, known)
