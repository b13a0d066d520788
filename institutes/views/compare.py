import csv
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutes.models import Institute
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import PageMetadata
from mfgusa.catalogue.comparisons import build_comparisons
from mfgusa.catalogue.downloads import problem_response
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import render_refusal, unknown_parameters
from mfgusa.tables.files import content_types
from mfgusa.text import shorten

MIN_INSTITUTES, MAX_INSTITUTES = 2, 4


@require_safe
@cached_by_version
def compare(request: HttpRequest) -> HttpResponse:
    """Show two to four institutes side by side, or the form to choose them."""
    institutes = Institute.objects.in_bulk(field_name="key")
    problems = list(_problems(request.GET, institutes))
    if problems:
        return render_refusal(request, problems)
    subjects = _chosen(request.GET.getlist("key"))
    metadata = _page_metadata(request, subjects)
    context: dict[str, Any] = {
        "metadata": metadata,
        "institutes": Institute.objects.select_related("agency"),
        "subjects": subjects,
        "citations": Footnotes(),
        "query": request.GET.urlencode(),
        "most": MAX_INSTITUTES,
    }
    if len(subjects) < MIN_INSTITUTES:
        return render(request, "institutes/compare/choose.html", context)
    context["comparisons"] = build_comparisons(subjects)
    response = render(request, "institutes/compare/compare.html", context)
    return set_canonical_url(response, metadata.path)


@require_safe
@cached_by_version
def compare_file(request: HttpRequest) -> HttpResponse:
    """Return the comparison as a CSV file with a column for each institute."""
    institutes = Institute.objects.in_bulk(field_name="key")
    problems = list(_problems(request.GET, institutes))
    subjects = [] if problems else _chosen(request.GET.getlist("key"))
    if not problems and len(subjects) < MIN_INSTITUTES:
        problems = [ParameterProblem("key", _("key: give two to four institutes."))]
    if problems:
        return problem_response(problems)
    response = HttpResponse(content_type=content_types.CSV)
    response["Content-Disposition"] = 'attachment; filename="comparison.csv"'
    lines = csv.writer(response, lineterminator="\n")
    lines.writerow(["subject", "line", *(institute.key for institute in subjects)])
    for comparison in build_comparisons(subjects):
        for line in comparison.lines:
            cells = ["; ".join(value.text for value in cell) for cell in line.cells]
            lines.writerow([comparison.title, line.title, *cells])
    return set_canonical_url(response, f"{request.path}?{request.GET.urlencode()}")


def _problems(
    data: QueryDict, institutes: Collection[str]
) -> Iterator[ParameterProblem]:
    """Yield the problems of an address: unknown names and keys, and too many keys."""
    yield from unknown_parameters(data, [], ["key"])
    keys = data.getlist("key")
    for key in dict.fromkeys(keys[: MAX_INSTITUTES + 1]):
        if key not in institutes:
            message = _("key: there is no institute “%(key)s”.") % {"key": shorten(key)}
            yield ParameterProblem.unknown_value("key", message, key, institutes)
        elif keys.count(key) > 1:
            message = _("key: “%(key)s” is given twice; choose another one.")
            yield ParameterProblem("key", message % {"key": key})
    if len(keys) > MAX_INSTITUTES:
        message = _("key: %(n)d institutes do not fit side by side; four do.")
        yield ParameterProblem("key", message % {"n": len(keys)})


def _chosen(keys: Sequence[str]) -> list[Institute]:
    """Return the institutes in the order of their keys in the address."""
    rows = Institute.objects.with_place().with_focus_areas().filter(key__in=keys)
    return sorted(rows, key=lambda institute: keys.index(institute.key))


def _page_metadata(request: HttpRequest, subjects: Sequence[Institute]) -> PageMetadata:
    names = ", ".join(institute.acronym for institute in subjects)
    is_complete = len(subjects) >= MIN_INSTITUTES
    title = _("Compare %(names)s") % {"names": names} if is_complete else _("Compare")
    query = request.GET.urlencode()
    return PageMetadata(
        title=title,
        description=_("%(title)s: institutes of Manufacturing USA side by side.")
        % {"title": title},
        path=request.path + (f"?{query}" if is_complete else ""),
        is_indexed=not subjects,
    )
