"""Tables as downloads: streamed, whole, or visibly broken off."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.files.writers.json_file import json_lines
from mfgusa.tables.files.writers.template import template_file
from mfgusa.tables.files.writers.workbook import WorkbookLimitExceeded, xlsx_file
from mfgusa.tables.schema.resource import TableResource

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LINES_PER_CHUNK = 1000  # In one chunk of a response.


def csv_response(
    resource: TableResource, rows: Any, *, spreadsheet: bool = False
) -> StreamingHttpResponse:
    """Raw CSV, as import takes it; `spreadsheet` makes formulas harmless."""
    lines = csv_lines(resource, rows, spreadsheet=spreadsheet)
    response = StreamingHttpResponse(
        join_lines(lines, truncation_notice()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{resource.table}.csv"'
    return set_row_count(response, rows.count())


def json_response(resource: TableResource, rows: Any) -> StreamingHttpResponse:
    """`{"table": …, "count": …, "rows": […]}`; keys as in CSV, typed values."""
    count = rows.count()
    opening = f'{{"table": "{resource.table}", "count": {count}, "rows": ['
    lines = json_lines(resource.data(rows), opening, "\n]}\n")
    response = StreamingHttpResponse(join_lines(lines), content_type="application/json")
    return set_row_count(response, count)


def xlsx_response(resource: TableResource, rows: Any) -> HttpResponseBase:
    """A workbook with typed cells; where the rows do not fit into one, the reason."""
    try:
        file = xlsx_file(resource, rows)
    except WorkbookLimitExceeded as problem:
        text = f"{problem}\n"
        return HttpResponse(text, status=422, content_type="text/plain; charset=utf-8")
    return _attachment(file, f"{resource.table}.xlsx")


def template_response(resource: TableResource) -> FileResponse:
    """A blank workbook to fill in and upload."""
    return _attachment(template_file(resource), f"{resource.table}-template.xlsx")


def _attachment(file: IO[bytes], name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def set_row_count(response: Any, count: int) -> Any:
    """Says how many rows come, so that a script can tell whether all of them did."""
    response["X-Row-Count"] = str(count)
    return response


def join_lines(lines: Iterable[str], if_broken: str = "") -> Iterator[str]:
    """Many lines at once; what fails between them breaks the response off.

    Some servers end a broken response as if it were whole: `if_broken` is what the
    reader gets to see then, where a missing end would not be noticed.
    """
    lines = iter(lines)
    try:
        while chunk := "".join(islice(lines, LINES_PER_CHUNK)):
            yield chunk
    except Exception:
        yield if_broken
        raise


def truncation_notice() -> str:
    """A last line of CSV whose quotation mark is never closed: no import takes it."""
    text = _("This file is not complete: the server failed. Please download it again.")
    return f'"{text}\n'
