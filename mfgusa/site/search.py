"""The search over everything."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from institutes.models import Institute, Partner
from mfgusa.catalogue.cache.memo import TableMemo
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.page_metadata import PageMetadata
from mfgusa.catalogue.filters.fields import SearchFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.htmx import HtmxHttpRequest
from mfgusa.catalogue.list import HTMX_TARGET
from mfgusa.catalogue.search.groups import search_groups
from mfgusa.catalogue.search.highlight import ParsedQuery
from mfgusa.catalogue.search.query import queries_with_results
from mfgusa.catalogue.search.suggestions import Lexicon, suggestions
from mfgusa.catalogue.search.types import SearchType
from mfgusa.catalogue.subjects import search_types
from mfgusa.provenance.models import Source

FEW_RESULTS = 5  # With fewer results than these, other spellings are suggested.


class SearchFilterSet(FacetedFilterSet):
    """The parameters of the search page: words and nothing else."""

    q = SearchFilter(label=gettext_lazy("Search"))

    @property
    def parameter_names(self) -> list[str]:
        return list(self.filters)

    @property
    def words(self) -> str:
        """The words that are searched for; blank if there are none."""
        words: str = self.active_values.get("q", "")
        return words


# The words of all names, which each process reads once.
lexicon = TableMemo(lambda: Lexicon(search_types()))


@require_safe
@cached_by_version
def search(request: HtmxHttpRequest) -> HttpResponse:
    """Show the results by type; without words, show what can be searched."""
    filterset = SearchFilterSet(request.GET, Source.objects.none(), request=request)
    is_fragment = request.htmx.target == HTMX_TARGET
    if request.GET.get("q") == "" and not filterset.problems and not request.htmx:
        return redirect("search")
    metadata = _page_metadata(request.path, filterset)
    context = {
        "filterset": filterset,
        "metadata": metadata,
        "layout": f"layouts/{'fragment' if is_fragment else 'catalogue'}.html",
        "path": request.path,
        **_results_context(filterset),
    }
    status = 400 if filterset.problems else 200
    response = render(request, "search.html", context, status=status)
    if is_fragment and not filterset.problems:
        response["HX-Replace-Url"] = metadata.path
    target = HTMX_TARGET if is_fragment else ""
    return set_canonical_url(response, metadata.path, target)


def _page_metadata(path: str, filterset: SearchFilterSet) -> PageMetadata:
    query, words = filterset.query(), filterset.words
    title = _("Search: %(words)s") % {"words": words}
    description = _(
        "One search over all institutes, partners, projects, workforce programs, "
        "money, places, roadmaps and sources."
    )
    return PageMetadata(
        title=title if words else _("Search everything"),
        description=f"{title}. {description}" if words else description,
        path=f"{path}?{query}" if query else path,
        is_indexed=not query and not filterset.problems,
    )


def _results_context(filterset: SearchFilterSet) -> dict[str, Any]:
    """Return the context of what is below the search box."""
    if filterset.problems:
        return {}
    if not filterset.words:
        return {"type_counts": _type_counts(), "examples": _examples()}
    groups = search_groups(search_types(), filterset.words)
    count = sum(group.count for group in groups)
    context = {"groups": groups, "count": count}
    if count < FEW_RESULTS:
        context |= _alternatives(ParsedQuery(filterset.words), count)
    return context


def _alternatives(query: ParsedQuery, count: int) -> dict[str, Any]:
    """Return other spellings and, without results, single words that have some."""
    types = search_types()
    alternatives = {
        "suggestions": suggestions(types, query, lexicon.get()),
        "parsed_query": query,
    }
    if not count and len(query.parts) > 1:
        alternatives["single_words"] = queries_with_results(types, query.parts)
    return alternatives


def _type_counts() -> list[tuple[SearchType, int]]:
    """Return each type of results with the number of its rows."""
    types = search_types()
    return [(search_type, search_type.rows.count()) for search_type in types]


def _examples() -> list[str]:
    """Return searches with results: an alias, an acronym, a focus area and a state."""
    institutes = Institute.objects.active().filter(state__isnull=False)
    institute = institutes.select_related("state").with_focus_areas().first()
    partners = Partner.objects.exclude(aliases=[]).annotate(ties=Count("memberships"))
    partner = partners.order_by("-ties", "key").first()
    words = [min(partner.aliases, key=len)] if partner else []
    if institute:
        links = institute.focus_links.all()
        words += [institute.acronym]
        words += [f"{link.focus_area} {institute.state}" for link in links[:1]]
    return words
