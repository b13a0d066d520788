"""Downloads of tables: streamed, and either complete or visibly broken off."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, TypeVar

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from mfgusa.tables.files import content_types
from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.files.writers.json_file import json_lines
from mfgusa.tables.files.writers.template import template_file
from mfgusa.tables.files.writers.workbook import WorkbookLimitExceeded, xlsx_file
from mfgusa.tables.schema.resource import RowSet, TableResource

LINES_PER_CHUNK = 1000

Response = TypeVar("Response", bound=HttpResponseBase)


def csv_response(
    resource: TableResource, rows: RowSet, *, spreadsheet: bool = False
) -> StreamingHttpResponse:
    """CSV that import accepts; `spreadsheet` makes formulas harmless."""
    lines = csv_lines(resource, rows, spreadsheet=spreadsheet)
    response = StreamingHttpResponse(
        join_lines(lines, truncation_notice()), content_type=content_types.CSV
    )
    response["Content-Disposition"] = f'attachment; filename="{resource.table}.csv"'
    return set_row_count(response, rows.count())


def json_response(resource: TableResource, rows: RowSet) -> StreamingHttpResponse:
    """`{"table": …, "count": …, "rows": […]}`; keys as in CSV, typed values."""
    count = rows.count()
    opening = f'{{"table": "{resource.table}", "count": {count}, "rows": ['
    lines = json_lines(resource.typed_rows(rows), opening, "\n]}\n")
    response = StreamingHttpResponse(join_lines(lines), content_type=content_types.JSON)
    return set_row_count(response, count)


def xlsx_response(resource: TableResource, rows: RowSet) -> HttpResponseBase:
    """A workbook with typed cells; 422 and the reason if the rows do not fit."""
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
    return FileResponse(
        file, as_attachment=True, filename=name, content_type=content_types.XLSX
    )


def set_row_count(response: Response, count: int) -> Response:
    """Set `X-Row-Count`, by which a script checks that all rows have arrived."""
    response["X-Row-Count"] = str(count)
    return response


def join_lines(lines: Iterable[str], if_broken: str = "") -> Iterator[str]:
    """The lines in chunks; an error between them breaks the response off.

    Some servers end a broken response as if it were complete. `if_broken` is sent
    last then, for formats in which a missing end would not be noticed.
    """
    lines = iter(lines)
    try:
        while chunk := "".join(islice(lines, LINES_PER_CHUNK)):
            yield chunk
    except Exception:
        yield if_broken
        raise


def truncation_notice() -> str:
    """A last CSV line with an unclosed quotation mark, which import refuses."""
    text = _("This file is not complete: the server failed. Please download it again.")
    return f'"{text}\n'
