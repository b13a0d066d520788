"""One box over everything."""

from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from institutes.models import Institute, Partner
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.page_metadata import PageMetadata
from mfgusa.catalogue.filters.filterset import FacetedFilterSet, SearchFilter
from mfgusa.catalogue.list import HTMX_TARGET
from mfgusa.catalogue.search.groups import search_groups
from mfgusa.catalogue.search.highlight import ParsedQuery
from mfgusa.catalogue.search.query import queries_with_results
from mfgusa.catalogue.search.suggestions import suggestions
from mfgusa.db.models import DataVersion
from mfgusa.provenance.models import Source
from mfgusa.site.search_types import KINDS, vocabulary

FEW = 5  # With fewer hits than these another spelling is offered.


class Asked(FacetedFilterSet):
    """What the address of a search may hold: words, and nothing else."""

    q = SearchFilter(label=gettext_lazy("Search"))

    @property
    def parameter_names(self):
        return list(self.filters)

    @property
    def words(self):
        return self.active_values.get("q", "")


@require_safe
@cached_by_version
def search(request):
    """Everything that answers the words, by kind; without words, what there is."""
    asked = Asked(request.GET, Source.objects.none(), request=request)
    is_fragment = request.htmx.target == HTMX_TARGET
    if request.GET.get("q") == "" and not asked.problems and not request.htmx:
        return redirect("search")
    context = {
        "asked": asked,
        "metadata": _page_metadata(request.path, asked),
        "layout": f"layouts/{'fragment' if is_fragment else 'catalogue'}.html",
        "path": request.path,
        **_answer(asked),
    }
    status = 400 if asked.problems else 200
    response = render(request, "search.html", context, status=status)
    path = context["metadata"].path
    if is_fragment and not asked.problems:
        response["HX-Replace-Url"] = path
    return set_canonical_url(response, path, HTMX_TARGET if is_fragment else "")


def _page_metadata(path, asked):
    query = asked.query()
    title = _("Search: %(words)s") % {"words": asked.words}
    description = _(
        "One search over all institutes, partners, projects, workforce programs, "
        "money, places, roadmaps and sources."
    )
    return PageMetadata(
        title=title if asked.words else _("Search everything"),
        description=f"{title}. {description}" if asked.words else description,
        path=f"{path}?{query}" if query else path,
        is_indexed=not query and not asked.problems,
    )


def _answer(asked):
    """What the page shows below the box."""
    if asked.problems:
        return {}
    if not asked.words:
        return {"kinds": _holdings(), "examples": _examples()}
    groups = search_groups(KINDS, asked.words)
    count = sum(group.count for group in groups)
    ways = _ways_on(ParsedQuery(asked.words), count) if count < FEW else {}
    return {"groups": groups, "count": count, **ways}


def _ways_on(typed, count):
    """Other spellings; and where nothing is found, the typed words one by one."""
    known = vocabulary(DataVersion.objects.current())
    ways = {"suggestions": suggestions(KINDS, typed, known), "typed": typed}
    if not count and len(typed.parts) > 1:
        ways["alone"] = queries_with_results(KINDS, typed.parts)
    return ways


def _holdings():
    return [(kind, kind.rows.count()) for kind in KINDS]


def _examples():
    """Searches that find something: a short name, an alias, a field and a state."""
    institutes = Institute.objects.active().filter(state__isnull=False)
    institute = institutes.select_related("state").with_focus_areas().first()
    known = Partner.objects.exclude(aliases=[]).annotate(ties=Count("memberships"))
    partner = known.order_by("-ties", "key").first()
    words = [min(partner.aliases, key=len)] if partner else []
    if institute:
        links = institute.focus_links.all()
        words += [institute.acronym]
        words += [f"{link.focus_area} {institute.state}" for link in links[:1]]
    return words
