"""The twins of a catalogue by suffix: all rows of a filter, streamed, never cut."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.tables.files import content_types
from mfgusa.tables.files.writers.json_file import json_lines
from mfgusa.tables.files.writers.responses import (
    csv_response,
    join_lines,
    json_response,
    set_row_count,
    xlsx_response,
)
from mfgusa.tables.schema.resource import TableResource

__all__ = [
    "Point",
    "csv_response",
    "geojson_response",
    "json_response",
    "missing_format",
    "problem_response",
    "xlsx_response",
]

Point = tuple[float, float] | None


def geojson_response(
    resource: TableResource, rows: Any, points: dict[str, Point]
) -> StreamingHttpResponse:
    """A FeatureCollection (RFC 7946); a row without a point has a null geometry."""
    lines = json_lines(
        _features(resource.typed_rows(rows), resource.key, points),
        '{"type": "FeatureCollection", "features": [',
        "\n]}\n",
    )
    response = StreamingHttpResponse(
        join_lines(lines), content_type=content_types.GEOJSON
    )
    return set_row_count(response, rows.count())


def _features(
    rows: Iterable[dict[str, Any]], key: Iterable[str], points: dict[str, Point]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        name = "/".join(row[column] for column in key)
        point = points.get(name)
        geometry = {"type": "Point", "coordinates": list(point)} if point else None
        yield {
            "type": "Feature",
            "id": name,
            "geometry": geometry,
            "properties": row,
        }


def problem_response(
    problems: Iterable[ParameterProblem], status: int = 400
) -> HttpResponse:
    """Problem details for scripts (RFC 9457), with each parameter that is wrong."""
    errors = [
        {"name": p.name, "detail": p.detail, "nearest": p.guess} for p in problems
    ]
    body = {
        "type": "about:blank",
        "title": _("We couldn't read this link."),
        "status": status,
        "detail": " ".join(error["detail"] for error in errors),
        "errors": errors,
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/problem+json")


def missing_format(suffix: str) -> Http404:
    """The error for a page that has no file of this format."""
    return Http404(_("There is no .%(suffix)s of this.") % {"suffix": suffix})
