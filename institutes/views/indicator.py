from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.indicator import IndicatorFilterSet
from institutes.models import Indicator, Observation
from institutes.resources import IndicatorResource
from institutes.series import NETWORK, ObservationSeries, group_by_scope
from mfgusa.catalogue.cache.middleware import set_canonical_url
from mfgusa.catalogue.citation.page_metadata import Node, PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.downloads import missing_format
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.parameters import render_refusal
from mfgusa.catalogue.list import FilteredList
from mfgusa.charts.pictures import Picture, picture_response
from mfgusa.text import shorten


class IndicatorList(FilteredList):
    """The list of indicators, with the newest network value of each."""

    title = gettext_lazy("Indicators")
    lede = gettext_lazy(
        "What is measured of the network and its institutes. The newest preferred "
        "value stands here; behind it is every observation, with its source."
    )
    queryset = Indicator.objects.in_groups().with_disagreements()
    filterset_class = IndicatorFilterSet
    resource_class = IndicatorResource
    rows_template = "institutes/indicator/_rows.html"
    page_size = 100  # All of them, so that no group is divided.

    def get_page(self) -> Page[Any] | None:
        """Return the page; its rows have the `newest` network value, or None."""
        page: Page[Any] | None = super().get_page()
        if page:
            slugs = [row.slug for row in page.object_list]
            newest = Observation.objects.newest_of_network(slugs)
            by_slug = {row.indicator.slug: row for row in newest}
            for row in page.object_list:
                row.newest = by_slug.get(row.slug)
        return page


class IndicatorDetail(FactDetail):
    """One indicator, with its observations in time."""

    queryset = Indicator.objects.all()
    parameters = ("institute",)
    slug_field = "slug"
    object: Indicator

    def get(
        self, request: HttpRequest, *args: Any, suffix: str = "", **kwargs: Any
    ) -> HttpResponse:
        self.object = self.get_object()
        if problems := list(self.problems()):
            return render_refusal(request, problems)
        if suffix:
            return self.picture_file(suffix)
        response: HttpResponse = self.render_to_response(self.get_context_data())
        return response

    @cached_property
    def all_series(self) -> list[ObservationSeries]:
        """The observations of each scope, the network first."""
        rows = list(self.object.observations.with_scope().chronological())
        return group_by_scope(self.object, rows)

    @cached_property
    def scope(self) -> str:
        """The chosen scope: an institute's key, `network`, or blank for all."""
        return self.request.GET.get("institute", "")

    @property
    def query(self) -> str:
        """The part of the address with the scope."""
        return f"?institute={self.scope}" if self.scope else ""

    def problems(self) -> Iterator[ParameterProblem]:
        """Yield a problem if the scope has no observations."""
        scopes = [series.key for series in self.all_series]
        if self.scope and self.scope not in scopes:
            message = _("institute: “%(word)s” has no observation here.")
            message %= {"word": shorten(self.scope)}
            yield ParameterProblem.unknown_value(
                "institute", message, self.scope, scopes
            )

    @property
    def shown_series(self) -> list[ObservationSeries]:
        """The series of the chosen scope."""
        return [series for series in self.all_series if self.scope in ("", series.key)]

    @property
    def picture(self) -> Picture | None:
        """The picture of the network, or of the chosen institute."""
        first = self.shown_series[0] if self.shown_series else None
        if first and (first.key == NETWORK or self.scope):
            return first.picture
        return None

    def picture_file(self, suffix: str) -> HttpResponse:
        """Return the picture as a file. Raises Http404 if there is none."""
        if self.picture is None:
            raise missing_format(suffix)
        response = picture_response(self.picture, suffix)
        return set_canonical_url(response, self.request.path + self.query)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            all_series=self.all_series,
            shown_series=self.shown_series,
            scope=self.scope,
            picture=self.picture,
            base=self.object.get_absolute_url().rstrip("/"),
            query=self.query.removeprefix("?"),
            **kwargs,
        )

    def get_page_metadata(self) -> PageMetadata:
        path = self.object.get_absolute_url()
        return replace(
            super().get_page_metadata(),
            path=path + self.query,
            picture=f"{path.rstrip('/')}.png{self.query}" if self.picture else "",
        )

    def get_description(self) -> str:
        return self.object.definition

    def get_linked_data(self) -> list[Node]:
        list_step = (str(IndicatorList.title), reverse("institutes:indicator-list"))
        step = (self.object.name, self.object.get_absolute_url())
        return [breadcrumb_node(list_step, step)]
