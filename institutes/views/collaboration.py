import csv
import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutes.collaboration import Matrix
from institutes.filtersets.collaboration import CollaborationFilterSet, Measure
from institutes.models import Partner
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import (
    PageMetadata,
    dataset_node,
    newest_date_of,
)
from mfgusa.catalogue.downloads import missing_format, problem_response
from mfgusa.tables.files import content_types

FORMATS = ("csv", "json")

Row = tuple[str, str, int]  # The keys of two institutes and what they share.


@require_safe
@cached_by_version
def collaboration(request: HttpRequest) -> HttpResponse:
    """Show the institutes that share partners or projects."""
    filterset = _get_filterset(request)
    context: dict[str, Any] = {"filterset": filterset, "path": request.path}
    if filterset.problems:
        return render(request, "institutes/collaboration.html", context, status=400)
    matrix = _matrix(filterset)
    metadata = _page_metadata(request, filterset, matrix)
    context |= {
        "metadata": metadata,
        "matrix": matrix,
        "measures": Measure.choices,
        "sectors": Partner.Sector.choices,
        "citations": Footnotes(),
        "base": request.path.rstrip("/"),
        "query": filterset.query(),
    }
    response = render(request, "institutes/collaboration.html", context)
    return set_canonical_url(response, metadata.path)


@require_safe
@cached_by_version
def collaboration_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """Return every pair of institutes with what it shares, for programs."""
    if suffix not in FORMATS:
        raise missing_format(suffix)
    filterset = _get_filterset(request)
    if filterset.problems:
        return problem_response(filterset.problems)
    matrix = _matrix(filterset)
    columns = ("institute", "other", str(matrix.measure))
    rows = [
        (institute.key, other.key, count) for institute, other, count in matrix.pairs()
    ]
    response = _as_csv(columns, rows) if suffix == "csv" else _as_json(columns, rows)
    return set_canonical_url(response, _canonical_path(request, filterset))


def _get_filterset(request: HttpRequest) -> CollaborationFilterSet:
    return CollaborationFilterSet(request.GET, Partner.objects.all(), request=request)


def _matrix(filterset: CollaborationFilterSet) -> Matrix:
    return Matrix(filterset.measure, filterset.partners)


def _canonical_path(request: HttpRequest, filterset: CollaborationFilterSet) -> str:
    """Return the address with its parameters in the canonical order."""
    query = filterset.query()
    return request.path + (f"?{query}" if query else "")


def _page_metadata(
    request: HttpRequest, filterset: CollaborationFilterSet, matrix: Matrix
) -> PageMetadata:
    query = filterset.query()
    parts = [str(chip) for chip in filterset.chips]
    if filterset.measure != Measure.PARTNERS:
        parts.insert(0, str(filterset.measure.label))
    title = _("Collaboration")
    description = _(
        "Which Manufacturing USA institutes share partners and projects, pair by "
        "pair, and the partners that bridge most of them."
    )
    if parts:
        title = f"{title} ({'; '.join(parts)})"
        description = f"{title}. {description}"
    metadata = PageMetadata(
        title=title,
        description=description,
        path=_canonical_path(request, filterset),
        newest=newest_date_of(matrix.freshness_source),
        is_indexed=len(filterset.active_values) < 2,
    )
    base = request.path.rstrip("/")
    metadata.linked_data = [
        dataset_node(metadata, base=base, query=query, formats=FORMATS)
    ]
    return metadata


def _as_csv(columns: Sequence[str], rows: Sequence[Row]) -> HttpResponse:
    response = HttpResponse(content_type=content_types.CSV)
    response["Content-Disposition"] = 'attachment; filename="collaboration.csv"'
    csv.writer(response, lineterminator="\n").writerows([columns, *rows])
    return response


def _as_json(columns: Sequence[str], rows: Sequence[Row]) -> HttpResponse:
    body = {
        "table": "collaboration",
        "count": len(rows),
        "rows": [dict(zip(columns, row, strict=True)) for row in rows],
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, content_type=content_types.JSON)
