from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import render_refusal
from mfgusa.catalogue.list import FilteredList
from mfgusa.provenance import linked_data
from mfgusa.provenance.fact_types import fact_types
from mfgusa.provenance.filterset import SourceFilterSet
from mfgusa.provenance.models import Source
from mfgusa.provenance.panels import FactsPanel, fact_panels
from mfgusa.provenance.resources import SourceResource
from mfgusa.text import did_you_mean, in_short, nearest


class SourceList(FilteredList):
    """Every text that facts rest on."""

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
    """One source, and the facts that rest on it; `facts` shows one kind whole."""

    queryset = Source.objects.with_fact_count()
    parameters = ("facts",)

    def get(self, request, *args, **kwargs):
        self.fact_type = None
        if asked := request.GET.get("facts"):
            by_slug = {fact_type.slug: fact_type for fact_type in fact_types()}
            if asked not in by_slug:
                return render_refusal(request, [unknown_fact_type(asked, by_slug)])
            self.fact_type = by_slug[asked]
        return super().get(request, *args, **kwargs)

    def get_panels(self):
        if self.fact_type:
            return [FactsPanel.whole(self.object, self.fact_type)]
        return [*super().get_panels(), *fact_panels(self.object)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(fact_type=self.fact_type, **kwargs)

    def get_page_metadata(self):
        """One kind shown whole is a page of its own."""
        source, metadata = self.object, super().get_page_metadata()
        metadata = replace(metadata, newest=source.published or source.accessed)
        if not self.fact_type:
            return metadata
        title = f"{metadata.title}: {self.fact_type.title}"
        return replace(
            metadata, title=title, path=f"{metadata.path}?facts={self.fact_type.slug}"
        )

    def get_description(self):
        source = self.object
        count = ngettext(
            "%(count)d fact rests on this source.",
            "%(count)d facts rest on this source.",
            source.fact_count,
        )
        day = source.published and source.published.display
        said = ", ".join(str(one) for one in (source.publisher, day) if one)
        count %= {"count": source.fact_count}
        return f"{said}. {count}" if said else count

    def get_linked_data(self):
        listed = (SourceList.title, reverse("provenance:source-list"))
        return [
            linked_data.source_node(self.object),
            breadcrumb_node(listed, (str(self.object), self.object.get_absolute_url())),
        ]


def unknown_fact_type(asked, known):
    """Why an address that asks for facts of an unknown kind is refused."""
    message = _("facts: “%(word)s” is not a kind of fact.") % {"word": in_short(asked)}
    hint = did_you_mean(asked, known)
    return ParameterProblem("facts", message + hint, nearest(asked, known))
