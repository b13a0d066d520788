import csv

from django.http import HttpResponse
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
from mfgusa.text import did_you_mean, in_short, nearest

FEWEST, MOST = 2, 4


@require_safe
@cached_by_version
def compare(request):
    """Two to four institutes side by side, or the choice of them."""
    institutes = Institute.objects.in_bulk(field_name="key")
    problems = list(_problems(request.GET, institutes))
    if problems:
        return render_refusal(request, problems)
    subjects = _chosen(request.GET.getlist("key"))
    context = {
        "metadata": _page_metadata(request, subjects),
        "institutes": Institute.objects.select_related("agency"),
        "subjects": subjects,
        "citations": Footnotes(),
        "query": request.GET.urlencode(),
        "most": MOST,
    }
    if len(subjects) < FEWEST:
        return render(request, "institutes/compare/choose.html", context)
    context["comparisons"] = build_comparisons(subjects)
    response = render(request, "institutes/compare/compare.html", context)
    return set_canonical_url(response, context["metadata"].path)


@require_safe
@cached_by_version
def compare_file(request):
    """The same lines as a file; a column for each institute."""
    institutes = Institute.objects.in_bulk(field_name="key")
    problems = list(_problems(request.GET, institutes))
    subjects = [] if problems else _chosen(request.GET.getlist("key"))
    if not problems and len(subjects) < FEWEST:
        problems = [ParameterProblem("key", _("key: give two to four institutes."))]
    if problems:
        return problem_response(problems)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="comparison.csv"'
    lines = csv.writer(response, lineterminator="\n")
    lines.writerow(["subject", "line", *(one.key for one in subjects)])
    for comparison in build_comparisons(subjects):
        for line in comparison.lines:
            cells = ["; ".join(value.text for value in cell) for cell in line.cells]
            lines.writerow([comparison.title, line.title, *cells])
    return set_canonical_url(response, f"{request.path}?{request.GET.urlencode()}")


def _problems(data, institutes):
    """What of an address is not understood: names, keys, and how many there are."""
    yield from unknown_parameters(data, [], ["key"])
    keys = data.getlist("key")
    for key in dict.fromkeys(keys[: MOST + 1]):
        if key not in institutes:
            message = _("key: there is no institute “%(key)s”.") % {
                "key": in_short(key)
            }
            guess = nearest(key, institutes)
            yield ParameterProblem(
                "key", message + did_you_mean(key, institutes), guess
            )
        elif keys.count(key) > 1:
            message = _("key: “%(key)s” is given twice; choose another one.")
            yield ParameterProblem("key", message % {"key": key})
    if len(keys) > MOST:
        message = _("key: %(n)d institutes do not fit side by side; four do.")
        yield ParameterProblem("key", message % {"n": len(keys)})


def _chosen(keys):
    """The institutes in the order in which they are asked for."""
    rows = Institute.objects.with_place().with_focus_areas().filter(key__in=keys)
    return sorted(rows, key=lambda one: keys.index(one.key))


def _page_metadata(request, subjects):
    names = ", ".join(one.acronym for one in subjects)
    is_whole = len(subjects) >= FEWEST
    title = _("Compare %(names)s") % {"names": names} if is_whole else _("Compare")
    query = request.GET.urlencode()
    return PageMetadata(
        title=title,
        description=_("%(title)s: institutes of Manufacturing USA side by side.")
        % {"title": title},
        path=request.path + (f"?{query}" if is_whole else ""),
        is_indexed=not subjects,
    )
