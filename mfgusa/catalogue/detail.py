"""The page of one row: what is known of it, section by section, with its sources."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import PageMetadata
from mfgusa.catalogue.filters.parameters import render_refusal, unknown_parameters
from mfgusa.catalogue.panels import Panel, build_panels
from mfgusa.text import in_short


@method_decorator(cached_by_version, name="dispatch")
class FactDetail(DetailView):
    """One row by its key: its own facts, then the panels that apps have of it.

    The template extends `layouts/detail.html` and finds the row under its model's
    name and as `object`; a model without one is shown column by column
    (`catalogue/detail.html`). `parameters` are those that its address may have.
    """

    slug_field = slug_url_kwarg = "key"
    parameters: tuple[str, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What a page without parameters is given, such as marks of a letter that
        links to it, leads to its one address; others refuse what they do not know."""
        if request.GET and not self.parameters:
            return HttpResponseRedirect(request.path)
        if problems := list(unknown_parameters(request.GET, self.parameters)):
            return render_refusal(request, problems)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Any:
        try:
            return super().get_object(queryset)
        except Http404 as problem:
            names = self.queryset.model._meta.verbose_name
            key = in_short(self.kwargs.get(self.slug_url_kwarg, ""))
            raise Http404(
                _("There is no %(name)s “%(key)s”.") % {"name": names, "key": key}
            ) from problem

    def get_template_names(self) -> list[str]:
        return [*super().get_template_names(), "catalogue/detail.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            panels=self.get_panels(),
            citations=Footnotes(),
            metadata=self.get_page_metadata(),
            **kwargs,
        )

    def render_to_response(self, context: Any, **kwargs: Any) -> Any:
        response = super().render_to_response(context, **kwargs)
        return set_canonical_url(response, context["metadata"].path)

    def get_panels(self) -> list[Panel]:
        """The sections below the row's own facts."""
        return build_panels(self.object)

    def get_page_metadata(self) -> PageMetadata:
        """What the page says of itself to those who cite, share or index it."""
        row = self.object
        return PageMetadata(
            title=str(row),
            description=self.get_description(),
            path=row.get_absolute_url(),
            linked_data=self.get_linked_data(),
        )

    def get_description(self) -> str:
        """One or two sentences on the row, for those who have not opened the page."""
        return ""

    def get_linked_data(self) -> list[dict[str, Any]]:
        """The row as linked data (JSON-LD nodes)."""
        return []
