"""What every public list is: a few declarations on `FilteredList`."""

from typing import Any, ClassVar

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
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
from mfgusa.catalogue.rows import with_references
from mfgusa.charts.pictures import Picture, picture_response

HTMX_TARGET = "catalogue"
HTMX_OPTIONS = "options-"  # Before the name of a facet whose values are narrowed down.
PICTURES = ("svg", "png")
GENERAL_ROWS = "catalogue/_rows.html"


@method_decorator(cached_by_version, name="dispatch")
class FilteredList(View):
    """A catalogue: its page, its fragments for htmx, and its files by suffix.

    `title` and `lede` head the page. `rows_template` shows the rows of a page: the
    columns of any table, unless a subclass has a template of its own. Without a
    `filterset_class` the filters are derived from the table. The optional
    `above_template` stands above them. The picture that a subclass returns from
    `draw` is shown above the rows and is served as .svg and .png too.
    """

    queryset: Any = None
    filterset_class: type[FacetedFilterSet]
    resource_class: Any = None
    title: ClassVar[Any] = ""
    lede: ClassVar[Any] = ""
    template_name = "catalogue/list.html"
    rows_template = GENERAL_ROWS
    above_template = ""
    formats: tuple[str, ...] = ("csv", "xlsx", "json")
    page_size = 25

    def __init_subclass__(cls) -> None:
        if cls.resource_class and not hasattr(cls, "filterset_class"):
            cls.filterset_class = build_filterset(cls.resource_class)

    def get(self, request: HttpRequest, suffix: str = "") -> HttpResponse:
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

    def get_queryset(self) -> Any:
        """The rows of the catalogue, with what the general row template shows."""
        if self.rows_template != GENERAL_ROWS:
            return self.queryset
        return with_references(self.queryset)

    def _has_blanks(self) -> bool:
        """Whether a browser without JavaScript sent the empty fields of the form."""
        blank = any("" in values for _name, values in self.request.GET.lists())
        return blank and not self.request.htmx

    def found_options(self, name: str) -> HttpResponse:
        """The values of one facet that fit what is typed to find them."""
        context = {"facet": self.filterset.facet(name)}
        response = render(self.request, "partials/found_options.html", context)
        return set_canonical_url(response, self.address(), f"{HTMX_OPTIONS}{name}")

    def page(self) -> HttpResponse:
        """The page, or only what changes of it when htmx asks."""
        fragment = self.request.htmx.target == HTMX_TARGET
        context = self.context() | {"metadata": self.get_page_metadata()}
        context["layout"] = f"layouts/{'fragment' if fragment else 'catalogue'}.html"
        status = 400 if self.filterset.problems else 200
        response = render(self.request, self.template_name, context, status=status)
        if fragment:
            response["HX-Push-Url"] = self.address()
        return set_canonical_url(
            response, self.address(), HTMX_TARGET if fragment else ""
        )

    def address(self) -> str:
        """The true address of what is shown; a refused one stays as it was asked."""
        if self.filterset.problems:
            return self.request.get_full_path()
        finding = urlencode(self.filterset.option_searches)
        path = self.canonical
        return path + ("&" if "?" in path else "?") + finding if finding else path

    @cached_property
    def canonical(self) -> str:
        """The one address of the page, with its filters in their order."""
        is_page = not self.filterset.problems
        page = self.filterset.data.get("page") if is_page else None
        query = self.filterset.query({"page": page})
        return self.request.path + (f"?{query}" if query else "")

    def get_page_metadata(self) -> PageMetadata:
        """What the page says of itself to those who cite, share or index it."""
        base, query = self.request.path.rstrip("/"), self.filterset.query()
        picture = f"{base}.png" + (f"?{query}" if query else "")
        title = self.filtered_title()
        plain = title == str(self.title)
        metadata = PageMetadata(
            title=title,
            description=str(self.lede) if plain else f"{title}. {self.lede}",
            path=self.canonical,
            picture=picture if self.picture else "",
            newest=None if self.filterset.problems else self.newest(),
            is_indexed=self.is_indexed,
        )
        rows = dataset_node(metadata, base=base, query=query, formats=self.formats)
        metadata.linked_data = [rows, breadcrumb_node((self.title, self.request.path))]
        return metadata

    def filtered_title(self) -> str:
        """The title with what tells this page from others of the catalogue."""
        parts = [str(chip) for chip in self.filterset.chips]
        number = self.filterset.data.get("page") or "1"
        if number != "1" and not self.filterset.problems:
            parts.append(_("page %(number)s") % {"number": number})
        return f"{self.title} ({'; '.join(parts)})" if parts else str(self.title)

    @property
    def is_indexed(self) -> bool:
        """Whether search engines should know the page: one facet at most."""
        names = [*self.filterset.active_values, *self.filterset.option_searches]
        plain = set(names) <= set(self.filterset.facet_names())
        return plain and len(names) < 2 and not self.filterset.problems

    def newest(self) -> Any:
        """The date of the newest source that the rows of the filter rest on."""
        return newest_date_of(self.filterset.freshness_source)

    def context(self) -> dict[str, Any]:
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
            "query": self.filterset.query(),
            "citations": Footnotes(),
            "picture": self.picture if page and page.object_list else None,
        }

    @cached_property
    def picture(self) -> Picture | None:
        """The map or chart of the rows of the filter; none unless a subclass draws."""
        return None if self.filterset.problems else self.draw(self.filterset.qs)

    def draw(self, rows: Any) -> Picture | None:
        """The picture of these rows, for catalogues that have one."""
        return None

    def get_page(self) -> Any:
        """The page of rows that is asked for; none when the address is refused."""
        if self.filterset.problems:
            return None
        number = self.filterset.data.get("page") or "1"
        paginator = Paginator(self.filterset.qs, self.page_size)
        paginator.count = self.filterset.count
        try:
            page = paginator.page(int(number))
        except EmptyPage as problem:
            raise Http404(
                _("There is no page %(number)s; the last one is %(last)d.")
                % {"number": number, "last": paginator.num_pages}
            ) from problem
        start = (page.number - 1) * self.page_size
        page.object_list = self.filterset.page_slice(start, start + self.page_size)
        return page

    def download(self, suffix: str) -> HttpResponse:
        """Every row of the filter in one file; pages have no meaning there."""
        if suffix not in (*self.formats, *PICTURES):
            raise downloads.missing_format(suffix)
        if self.spreadsheet not in ([], ["1"]):
            text = _("spreadsheet: give 1, or leave it out.")
            self.filterset.problems.append(ParameterProblem("spreadsheet", text, "1"))
        if self.filterset.problems:
            return downloads.problem_response(self.filterset.problems)
        return set_canonical_url(self.file(suffix), self.canonical_of_file)

    @property
    def canonical_of_file(self) -> str:
        """The one address of a file; pages have no meaning there."""
        asked = [self.filterset.query(), "spreadsheet=1" if self.spreadsheet else ""]
        query = "&".join(filter(None, asked))
        return self.request.path + (f"?{query}" if query else "")

    def file(self, suffix: str) -> HttpResponse:
        if suffix in PICTURES:
            return self.drawn(suffix)
        rows = self.filterset.qs.select_related(None).prefetch_related(None)
        return self.write(suffix, self.resource_class(), rows)

    def drawn(self, suffix: str) -> HttpResponse:
        """The picture of the page as a file."""
        if self.picture is None:
            raise downloads.missing_format(suffix)
        return picture_response(self.picture, suffix)

    def write(self, suffix: str, resource: Any, rows: Any) -> HttpResponse:
        if suffix == "csv":
            safe = bool(self.spreadsheet)
            return downloads.csv_response(resource, rows, spreadsheet=safe)
        if suffix == "xlsx":
            return downloads.xlsx_response(resource, rows)
        if suffix == "geojson":
            return downloads.geojson_response(resource, rows, self.points(rows))
        return downloads.json_response(resource, rows)

    def points(self, rows: Any) -> dict[str, downloads.Point]:
        """Longitude and latitude by key, for catalogues whose rows have places."""
        return {}
