"""The page of one row: what is known of it, section by section, with its sources."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import (
    Node,
    PageMetadata,
    breadcrumb_node,
)
from mfgusa.catalogue.filters.parameters import render_refusal, unknown_parameters
from mfgusa.catalogue.panels import Panel, build_panels
from mfgusa.catalogue.rows import short_row_columns
from mfgusa.catalogue.subjects import subject_of
from mfgusa.text import shorten

Row = Any  # Any: a subclass knows its model.


@method_decorator(cached_by_version, name="dispatch")
class FactDetail(DetailView[Row]):
    """One row by its key: its own facts, then the panels that apps have of it.

    The template extends `layouts/detail.html`; the row is in its context under the
    name of the model and as `object`. A model without a template of its own is shown
    column by column (`catalogue/detail.html`). `parameters` are those that a URL may
    have.
    """

    slug_field = slug_url_kwarg = "key"
    parameters: tuple[str, ...] = ()

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Redirect a page without parameters to its one URL; refuse unknown ones.

        Parameters are added by others, such as a newsletter that links to the page.
        """
        if request.GET and not self.parameters:
            return HttpResponseRedirect(request.path)
        if problems := list(unknown_parameters(request.GET, self.parameters)):
            return render_refusal(request, problems)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: models.QuerySet[Row] | None = None) -> Row:
        """The row of the key. Raises Http404 with a message that repeats the key."""
        try:
            return super().get_object(queryset)
        except Http404 as error:
            names = self.get_queryset().model._meta.verbose_name
            key = shorten(self.kwargs.get(self.slug_url_kwarg, ""))
            raise Http404(
                _("There is no %(name)s “%(key)s”.") % {"name": names, "key": key}
            ) from error

    def get_template_names(self) -> list[str]:
        return [*super().get_template_names(), "catalogue/detail.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The context of the layout: panels, footnotes and metadata."""
        return super().get_context_data(
            panels=self.get_panels(),
            citations=Footnotes(),
            metadata=self.get_page_metadata(),
            **kwargs,
        )

    def render_to_response(
        self, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """The page, at its canonical URL."""
        response = super().render_to_response(context, **kwargs)
        return set_canonical_url(response, context["metadata"].path)

    def get_panels(self) -> list[Panel]:
        """The sections below the row's own facts."""
        return build_panels(self.object)

    def get_page_metadata(self) -> PageMetadata:
        """The metadata of the page."""
        row = self.object
        return PageMetadata(
            title=str(row),
            description=self.get_description(),
            path=row.get_absolute_url(),
            linked_data=self.get_linked_data(),
        )

    def get_description(self) -> str:
        """One or two sentences on the row; by default its first columns."""
        columns = short_row_columns(self.object)
        return "; ".join(f"{each.label}: {strip_tags(each.value)}" for each in columns)

    def get_linked_data(self) -> list[Node]:
        """The row as linked data (JSON-LD nodes); by default the way to it."""
        row, subject = self.object, subject_of(type(self.object))
        if subject is None:
            return []
        listed = (str(subject.title), subject.path)
        return [breadcrumb_node(listed, (str(row), row.get_absolute_url()))]
