"""What every public list is: a few declarations on `FilteredList`."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import EmptyPage, Page, Paginator
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from mfgusa.catalogue import downloads
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import (
    PageMetadata,
    breadcrumb_node,
    dataset_node,
    newest_date_of,
)
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.general import build_filterset
from mfgusa.catalogue.htmx import HtmxHttpRequest
from mfgusa.catalogue.rows import with_references
from mfgusa.charts.pictures import Picture, picture_response
from mfgusa.fields.partial_dates import PartialDate
from mfgusa.tables.schema.resource import TableResource

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HTMX_TARGET = "catalogue"
REFUSED = {  # The problems replace the rows; the filters stay as they are.
    "HX-Retarget": ".results",
    "HX-Reselect": "#problems",
    "HX-Reswap": "innerHTML show:none",
}
HTMX_OPTIONS = "options-"  # Before the name of a facet whose options change.
PICTURES = ("svg", "png")
GENERAL_ROWS = "catalogue/_rows.html"
Row = Any  # Any: a subclass knows its model.
Rows = models.QuerySet[Row]


class PastTheLastPage(Http404):
    """A list has fewer pages; `suggestion` is the title and the URL of its last."""

    def __init__(self, last: int, path: str) -> None:
        message = ngettext(
            "This list has %(count)d page.", "This list has %(count)d pages.", last
        )
        super().__init__(message % {"count": last})
        self.suggestion = (_("Page %(number)d") % {"number": last}, path)


@method_decorator(cached_by_version, name="dispatch")
class FilteredList(View):
    """A catalogue: its page, its fragments for htmx, and its files by suffix.

    `title` and `lede` head the page. `rows_template` shows the rows of a page: the
    columns of any table, unless a subclass has a template of its own. Without a
    `filterset_class` the filters are derived from the table. The optional
    `above_template` stands above them. The picture that a subclass returns from
    `draw` is shown above the rows and is served as .svg and .png too.
    """

    request: HtmxHttpRequest
    queryset: Rows
    filterset_class: type[FacetedFilterSet]
    resource_class: type[TableResource] | None = None
    title: ClassVar["StrOrPromise"] = ""
    lede: ClassVar["StrOrPromise"] = ""
    template_name = "catalogue/list.html"
    rows_template = GENERAL_ROWS
    above_template = ""
    formats: tuple[str, ...] = ("csv", "xlsx", "json")
    page_size = 25

    def __init_subclass__(cls) -> None:
        if cls.resource_class and not hasattr(cls, "filterset_class"):
            cls.filterset_class = build_filterset(cls.resource_class)

    def get(self, request: HtmxHttpRequest, suffix: str = "") -> HttpResponseBase:
        """The page, a fragment of it, or a file if the URL has a suffix."""
        data = request.GET.copy()
        self.spreadsheet = data.pop("spreadsheet", []) if suffix == "csv" else []
        self.filterset = self.filterset_class(
            data, self.get_queryset(), request=request
        )
        if suffix:
            return self.download(suffix)
        facet = (request.htmx.target or "").removeprefix(HTMX_OPTIONS)
        if facet != request.htmx.target and facet in self.filterset.facet_names():
            return self.found_options(facet)
        if not self.filterset.problems and self._has_blanks():
            return HttpResponseRedirect(self.address())
        return self.page()

    def get_queryset(self) -> Rows:
        """The rows of the catalogue, with what the general row template shows."""
        if self.rows_template != GENERAL_ROWS:
            return self.queryset
        return with_references(self.queryset)

    def _has_blanks(self) -> bool:
        """Whether a browser without JavaScript sent the empty fields of the form."""
        has_blanks = any("" in values for _name, values in self.request.GET.lists())
        return has_blanks and not self.request.htmx

    def found_options(self, name: str) -> HttpResponse:
        """The options of one facet that match the text of its search box."""
        context = {"facet": self.filterset.facet(name)}
        response = render(self.request, "partials/found_options.html", context)
        return set_canonical_url(response, self.address(), f"{HTMX_OPTIONS}{name}")

    def page(self) -> HttpResponse:
        """The page, or the part of it that filters change if htmx asks for it."""
        is_fragment = self.request.htmx.target == HTMX_TARGET
        context = self.context() | {"metadata": self.get_page_metadata()}
        context["layout"] = f"layouts/{'fragment' if is_fragment else 'catalogue'}.html"
        status = 400 if self.filterset.problems else 200
        response = render(self.request, self.template_name, context, status=status)
        if is_fragment:
            for name, value in self.swap_headers().items():
                response[name] = value
        return set_canonical_url(
            response, self.address(), HTMX_TARGET if is_fragment else ""
        )

    def swap_headers(self) -> dict[str, str]:
        """The headers that say how htmx swaps the fragment."""
        refusal = REFUSED if self.filterset.problems else {}
        return {"HX-Push-Url": self.address(), **refusal}

    def address(self) -> str:
        """The canonical URL of what is shown; a refused URL stays as it is."""
        if self.filterset.problems:
            return self.request.get_full_path()
        searches = urlencode(self.filterset.option_searches)
        path = self.canonical
        return path + ("&" if "?" in path else "?") + searches if searches else path

    @cached_property
    def canonical(self) -> str:
        """The canonical URL of the page, with its filters in their order."""
        is_page = not self.filterset.problems
        page = self.filterset.data.get("page") if is_page else None
        query = self.filterset.query({"page": page})
        return self.request.path + (f"?{query}" if query else "")

    def get_page_metadata(self) -> PageMetadata:
        """The metadata of the page."""
        base, query = self.request.path.rstrip("/"), self.query_of_files
        picture = f"{base}.png" + (f"?{query}" if query else "")
        title = self.filtered_title()
        is_filtered = title != str(self.title)
        metadata = PageMetadata(
            title=title,
            description=f"{title}. {self.lede}" if is_filtered else str(self.lede),
            path=self.canonical,
            picture=picture if self.picture else "",
            newest=None if self.filterset.problems else self.newest(),
            is_indexed=self.is_indexed,
        )
        rows = dataset_node(metadata, base=base, query=query, formats=self.formats)
        metadata.linked_data = [
            rows,
            breadcrumb_node((str(self.title), self.request.path)),
        ]
        return metadata

    def filtered_title(self) -> str:
        """The title with the active filters and the number of the page."""
        parts = [str(chip) for chip in self.filterset.chips]
        number = self.filterset.data.get("page") or "1"
        if number != "1" and not self.filterset.problems:
            parts.append(_("page %(number)s") % {"number": number})
        return f"{self.title} ({'; '.join(parts)})" if parts else str(self.title)

    @property
    def is_indexed(self) -> bool:
        """Whether search engines may index the page: one facet at most."""
        names = [*self.filterset.active_values, *self.filterset.option_searches]
        has_only_facets = set(names) <= set(self.filterset.facet_names())
        return has_only_facets and len(names) < 2 and not self.filterset.problems

    def newest(self) -> PartialDate | None:
        """The newest date of the sources of the rows."""
        return newest_date_of(self.filterset.freshness_source)

    def context(self) -> dict[str, Any]:
        """The context of the page."""
        page = self.get_page()
        return {
            "title": self.title,
            "lede": self.lede,
            "rows_template": self.rows_template,
            "above_template": self.above_template,
            "names": self.queryset.model._meta.verbose_name_plural,
            "filterset": self.filterset,
            "page": page,
            "rows": page.object_list if page else [],
            "count": page.paginator.count if page else 0,
            "total": self.filterset.total,
            "path": self.request.path,
            "base": self.request.path.rstrip("/"),
            "formats": self.formats,
            "query": self.query_of_files,
            "citations": Footnotes(),
            "picture": self.picture if page and page.object_list else None,
        }

    @cached_property
    def picture(self) -> Picture | None:
        """The map or chart of the rows; None unless a subclass draws one."""
        return None if self.filterset.problems else self.draw(self.filterset.qs)

    def draw(self, rows: Rows) -> Picture | None:
        """The picture of these rows, for catalogues that have one."""
        return None

    def get_page(self) -> Page[Row] | None:
        """The requested page of rows; None if the URL is refused. Raises Http404."""
        if self.filterset.problems:
            return None
        number = self.filterset.data.get("page") or "1"
        paginator = Paginator(self.filterset.qs, self.page_size)
        paginator.count = self.filterset.count
        try:
            page = paginator.page(int(number))
        except EmptyPage as error:
            raise self.past_the_last_page(paginator.num_pages) from error
        start = (page.number - 1) * self.page_size
        page.object_list = self.filterset.page_slice(start, start + self.page_size)
        return page

    def past_the_last_page(self, last: int) -> "PastTheLastPage":
        """The error of a page number that is too high."""
        query = self.filterset.query({"page": last})
        path = self.request.path + (f"?{query}" if query else "")
        return PastTheLastPage(last, path)

    def download(self, suffix: str) -> HttpResponseBase:
        """A file of every row of the filters, or of the picture. Raises Http404."""
        if suffix not in (*self.formats, *PICTURES):
            raise downloads.missing_format(suffix)
        if self.spreadsheet not in ([], ["1"]):
            text, given = _("spreadsheet: give 1, or leave it out."), self.spreadsheet
            problem = ParameterProblem("spreadsheet", text, "1", given[0])
            self.filterset.problems.append(problem)
        if self.filterset.problems:
            return downloads.problem_response(self.filterset.problems)
        return set_canonical_url(self.file(suffix), self.canonical_of_file)

    @property
    def query_of_files(self) -> str:
        """The query string of the rows as files, which are in the order of the keys."""
        return self.filterset.query({"sort": None})

    @property
    def canonical_of_file(self) -> str:
        """The canonical URL of a file, which has all pages."""
        params = [self.query_of_files, "spreadsheet=1" if self.spreadsheet else ""]
        query = "&".join(filter(None, params))
        return self.request.path + (f"?{query}" if query else "")

    def file(self, suffix: str) -> HttpResponseBase:
        """The file with a suffix."""
        if suffix in PICTURES:
            return self.picture_file(suffix)
        if self.resource_class is None:
            raise downloads.missing_format(suffix)
        rows = self.filterset.qs.select_related(None).prefetch_related(None)
        return self.write(suffix, self.resource_class(), rows)

    def picture_file(self, suffix: str) -> HttpResponse:
        """The picture of the page as a file."""
        if self.picture is None:
            raise downloads.missing_format(suffix)
        return picture_response(self.picture, suffix)

    def write(
        self, suffix: str, resource: TableResource, rows: Rows
    ) -> HttpResponseBase:
        """The rows as a table in the format of the suffix."""
        if suffix == "csv":
            is_safe = bool(self.spreadsheet)
            return downloads.csv_response(resource, rows, spreadsheet=is_safe)
        if suffix == "xlsx":
            return downloads.xlsx_response(resource, rows)
        if suffix == "geojson":
            return downloads.geojson_response(resource, rows, self.points(rows))
        return downloads.json_response(resource, rows)

    def points(self, rows: Rows) -> dict[str, downloads.Point]:
        """Longitude and latitude by key, for catalogues whose rows have a location."""
        return {}
