"""What every public list is: four declarations on `FilteredList`."""

from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.generic import View

from mfgusa.catalogue import downloads
from mfgusa.catalogue.filtersets import FacetedFilterSet, Problem

HTMX_TARGET = "catalogue"


class FilteredList(View):
    """A catalogue: its page, its fragment for htmx, and its downloads by suffix."""

    queryset: Any = None
    filterset_class: type[FacetedFilterSet]
    resource_class: Any = None
    template_name = ""
    formats = ("csv", "xlsx", "json")
    page_size = 25

    def get(self, request: HttpRequest, suffix: str = "") -> HttpResponse:
        data = request.GET.copy()
        self.spreadsheet = data.pop("spreadsheet", []) if suffix == "csv" else []
        self.filterset = self.filterset_class(data, self.queryset, request=request)
        if suffix:
            return self.download(suffix)
        if not self.filterset.problems and self._has_blanks():
            return HttpResponseRedirect(self.address())
        return self.page()

    def _has_blanks(self) -> bool:
        """Whether a browser without JavaScript sent the empty fields of the form."""
        blank = any("" in values for _name, values in self.request.GET.lists())
        return blank and not self.request.htmx

    def page(self) -> HttpResponse:
        """The page, or only what changes of it when htmx asks."""
        context = self.context()
        fragment = self.request.htmx.target == HTMX_TARGET
        context["layout"] = f"layouts/{'fragment' if fragment else 'catalogue'}.html"
        status = 400 if self.filterset.problems else 200
        response = render(self.request, self.template_name, context, status=status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        if fragment:
            response["HX-Push-Url"] = self.address()
        return response

    def address(self) -> str:
        """The true address of what is shown; a refused one stays as it was asked."""
        if self.filterset.problems:
            return self.request.get_full_path()
        query = self.filterset.query({"page": self.filterset.data.get("page")})
        return self.request.path + (f"?{query}" if query else "")

    def context(self) -> dict[str, Any]:
        page = self.get_page()
        return {
            "filterset": self.filterset,
            "page": page,
            "rows": page.object_list if page else [],
            "count": page.paginator.count if page else 0,
            "total": self.queryset.count(),
            "path": self.request.path,
            "base": self.request.path.rstrip("/"),
            "formats": self.formats,
            "query": self.filterset.query(),
        }

    def get_page(self) -> Any:
        """The page of rows that is asked for; none when the address is refused."""
        if self.filterset.problems:
            return None
        number = self.filterset.data.get("page") or "1"
        paginator = Paginator(self.filterset.qs, self.page_size)
        try:
            return paginator.page(int(number))
        except EmptyPage as problem:
            raise Http404(
                _("There is no page %(number)s; the last one is %(last)d.")
                % {"number": number, "last": paginator.num_pages}
            ) from problem

    def download(self, suffix: str) -> HttpResponse:
        """Every row of the filter in one file; pages have no meaning there."""
        if suffix not in self.formats:
            raise Http404(_("There is no .%(suffix)s of this.") % {"suffix": suffix})
        if self.spreadsheet not in ([], ["1"]):
            text = _("spreadsheet: give 1, or leave it out.")
            self.filterset.problems.append(Problem("spreadsheet", text, "1"))
        if self.filterset.problems:
            return downloads.problem_response(self.filterset.problems)
        rows = self.filterset.qs.select_related(None).prefetch_related(None)
        return self.write(suffix, self.resource_class(), rows)

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
