"""The twins of a catalogue by suffix: all rows of a filter, streamed, never cut."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import (
    FileResponse,
    HttpResponse,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _

from mfgusa.tables.resources import TableResource
from mfgusa.tables.writing import csv_lines, json_lines, xlsx_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_response(
    resource: TableResource, rows: Any, *, spreadsheet: bool = False
) -> StreamingHttpResponse:
    """Raw CSV, as import takes it; `spreadsheet` makes formulas harmless."""
    lines = csv_lines(resource, rows, spreadsheet=spreadsheet)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    return _named(response, f"{resource.table}.csv")


def xlsx_response(resource: TableResource, rows: Any) -> FileResponse:
    """A workbook with typed cells."""
    name = f"{resource.table}.xlsx"
    return FileResponse(
        xlsx_file(resource, rows), as_attachment=True, filename=name, content_type=XLSX
    )


def json_response(resource: TableResource, rows: Any) -> StreamingHttpResponse:
    """`{"table": …, "count": …, "rows": […]}`; keys as in CSV, typed values."""
    opening = f'{{"table": "{resource.table}", "count": {rows.count()}, "rows": ['
    lines = json_lines(resource.data(rows), opening, "\n]}\n")
    return StreamingHttpResponse(lines, content_type="application/json")


Point = tuple[float, float] | None


def geojson_response(
    resource: TableResource, rows: Any, points: dict[str, Point]
) -> StreamingHttpResponse:
    """A FeatureCollection (RFC 7946); a row without a point has a null geometry."""
    lines = json_lines(
        _features(resource.data(rows), resource.key[0], points),
        '{"type": "FeatureCollection", "features": [',
        "\n]}\n",
    )
    return StreamingHttpResponse(lines, content_type="application/geo+json")


def _features(
    rows: Iterable[dict[str, Any]], key: str, points: dict[str, Point]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        point = points.get(row[key])
        geometry = {"type": "Point", "coordinates": list(point)} if point else None
        yield {
            "type": "Feature",
            "id": row[key],
            "geometry": geometry,
            "properties": row,
        }


def problem_response(problems: Iterable[Any], status: int = 400) -> HttpResponse:
    """Problem details for scripts (RFC 9457), with each parameter that is wrong."""
    errors = [
        {"name": p.name, "detail": p.message, "nearest": p.nearest} for p in problems
    ]
    body = {
        "type": "about:blank",
        "title": _("This address is not understood."),
        "status": status,
        "detail": " ".join(error["detail"] for error in errors),
        "errors": errors,
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/problem+json")


def _named(response: Any, name: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
