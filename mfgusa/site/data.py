"""Whole tables as files, and the page that documents them."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mfgusa.catalogue import downloads
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.page_metadata import (
    PageMetadata,
    catalog_node,
    newest_date_of,
)
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import accept_parameters, unknown_parameters
from mfgusa.catalogue.subjects import subjects_with_pages
from mfgusa.provenance.models import Source
from mfgusa.tables.files.writers.responses import template_response
from mfgusa.tables.schema.resource import TableResource, registry, tables
from mfgusa.text import shorten

FORMATS = ("csv", "xlsx", "json")


@require_safe
@cached_by_version
@accept_parameters()
def data(request: HttpRequest) -> HttpResponse:
    """Show all tables with their columns, files and lists."""
    subjects = subjects_with_pages().values()
    paths = {subject.rows.model: subject.path for subject in subjects}
    resources = tables()
    table_rows = [
        {
            "resource": resource,
            "count": resource.model._default_manager.count(),
            "page": paths.get(resource.model, ""),
        }
        for resource in resources
    ]
    metadata = _page_metadata([resource.table for resource in resources])
    return render(request, "data.html", {"tables": table_rows, "metadata": metadata})


def _page_metadata(names: list[str]) -> PageMetadata:
    metadata = PageMetadata(
        title=_("Data"),
        description=_(
            "Every table of the knowledge base with its columns, to download as CSV, "
            "Excel or JSON."
        ),
        path=reverse("data"),
        newest=newest_date_of(Source.objects.all()),
    )
    metadata.linked_data = [catalog_node(metadata, names)]
    return metadata


@require_safe
@cached_by_version
def table(request: HttpRequest, table: str, suffix: str) -> HttpResponseBase:
    """Serve a whole table as a file."""
    resource = _resource(table, suffix)
    rows = resource.model._default_manager.all()
    if problems := list(_problems(request.GET, suffix)):
        return downloads.problem_response(problems)
    if suffix == "xlsx":
        return downloads.xlsx_response(resource, rows)
    if suffix == "json":
        return downloads.json_response(resource, rows)
    spreadsheet = "spreadsheet" in request.GET
    response = downloads.csv_response(resource, rows, spreadsheet=spreadsheet)
    query = "?spreadsheet=1" if spreadsheet else ""
    return set_canonical_url(response, request.path + query)


def _problems(params: QueryDict, suffix: str) -> Iterator[ParameterProblem]:
    """Yield the problems with the parameters of a table's address."""
    yield from unknown_parameters(params, ["spreadsheet"] if suffix == "csv" else [])
    given = str(params.get("spreadsheet", "1"))
    if suffix == "csv" and given != "1":
        text = _("spreadsheet: give 1, or leave it out.")
        yield ParameterProblem("spreadsheet", text, "1", given)


@require_safe
@cached_by_version
@accept_parameters()
def blank_table(request: HttpRequest, table: str) -> HttpResponseBase:
    """Serve an empty workbook with the allowed values of each column."""
    return template_response(_resource(table, "xlsx"))


def _resource(table: str, suffix: str) -> TableResource:
    """Return the resource of a table; Http404 for an unknown table or suffix."""
    if table not in registry or suffix not in FORMATS:
        name = shorten(f"{table}.{suffix}")
        raise Http404(_("There is no file %(name)s.") % {"name": name})
    return registry[table]()
