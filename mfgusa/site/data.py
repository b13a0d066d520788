"""The tables behind the pages, whole, as files."""

from django.http import Http404
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
from mfgusa.provenance.models import Source
from mfgusa.site.subjects import SUBJECTS
from mfgusa.tables.files.writers.responses import template_response
from mfgusa.tables.schema.resource import registry, tables
from mfgusa.text import in_short

FORMATS = ("csv", "xlsx", "json")


@require_safe
@cached_by_version
@accept_parameters()
def data(request):
    """Every table: its columns, its rows, its files, and the pages that show it."""
    pages = {rows.model: f"/{folder}/" for folder, rows in SUBJECTS.items()}
    rows = [
        {
            "resource": resource,
            "count": resource.model.objects.count(),
            "page": pages.get(resource.model, ""),
        }
        for resource in tables()
    ]
    names = [row["resource"].table for row in rows]
    return render(
        request, "data.html", {"tables": rows, "metadata": _page_metadata(names)}
    )


def _page_metadata(names):
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
def table(request, table, suffix):
    """One whole table as a file."""
    resource = _resource(table, suffix)
    rows = resource.model.objects.all()
    if problems := list(_problems(request.GET, suffix)):
        return downloads.problem_response(problems)
    if suffix != "csv":
        return getattr(downloads, f"{suffix}_response")(resource, rows)
    spreadsheet = "spreadsheet" in request.GET
    response = downloads.csv_response(resource, rows, spreadsheet=spreadsheet)
    query = "?spreadsheet=1" if spreadsheet else ""
    return set_canonical_url(response, request.path + query)


def _problems(asked, suffix):
    """What of the address of a table's file is not understood."""
    yield from unknown_parameters(asked, ["spreadsheet"] if suffix == "csv" else [])
    if suffix == "csv" and asked.get("spreadsheet", "1") != "1":
        text = _("spreadsheet: give 1, or leave it out.")
        yield ParameterProblem("spreadsheet", text, "1")


@require_safe
@cached_by_version
@accept_parameters()
def blank_table(request, table):
    """A workbook to fill in, with all that is allowed in it."""
    return template_response(_resource(table, "xlsx"))


def _resource(table, suffix):
    if table not in registry or suffix not in FORMATS:
        name = in_short(f"{table}.{suffix}")
        raise Http404(_("There is no file %(name)s.") % {"name": name})
    return registry[table]()
