"""The home page: the network at a glance."""

from itertools import groupby

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutes.maps import OffMap, network_map, sites_off_map
from institutes.models import (
    Agency,
    FocusArea,
    Institute,
    Observation,
    Site,
    State,
)
from mfgusa.catalogue.cache.middleware import cached_by_version, set_canonical_url
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page_metadata import PageMetadata
from mfgusa.catalogue.downloads import problem_response
from mfgusa.catalogue.filters.errors import ParameterProblem
from mfgusa.catalogue.filters.fields import YearField
from mfgusa.catalogue.filters.parameters import (
    accept_parameters,
    render_refusal,
    unknown_parameters,
)
from mfgusa.catalogue.subjects import home_counts
from mfgusa.charts.pictures import Picture, picture_response
from mfgusa.provenance.models import Source
from pillars.models import Pillar

HEADLINES = (  # Indicators of the whole network, in the order of the page.
    "institutes",
    "member-organizations",
    "rd-projects",
    "workforce-participants",
    "cumulative-federal-commitment",
    "cumulative-non-federal-commitment",
)


class YearForm(forms.Form):
    """The year at whose end the network is shown; blank for today."""

    as_of = YearField(required=False)


class Network:
    """The institutes and their sites, today or at the end of a year."""

    def __init__(self, year: int | None) -> None:
        self.year = year

    @property
    def query(self) -> str:
        """The query string that selects the year; blank for today."""
        return f"?as_of={self.year}" if self.year else ""

    @cached_property
    def institutes(self) -> list[Institute]:
        """The institutes with their places and focus areas."""
        institutes = Institute.objects.with_place().with_focus_areas()
        return list(institutes.as_of(self.year) if self.year else institutes)

    @cached_property
    def sites(self) -> list[Site]:
        """The sites with their institutes, states and sources."""
        sites = Site.objects.select_related("institute__agency", "state", "source")
        return list(sites.as_of(self.year) if self.year else sites)

    @cached_property
    def map(self) -> Picture:
        """The map of the institutes and sites."""
        return network_map(self.institutes, self.sites)

    @property
    def off_map(self) -> list[OffMap]:
        """What the map does not show."""
        return sites_off_map(self.sites)

    @property
    def headlines(self) -> list[Observation]:
        """The newest observations of the headline indicators."""
        return Observation.objects.newest_of_network(HEADLINES, until=self.year)

    @property
    def institutes_by_agency(self) -> list[tuple[Agency | None, list[Institute]]]:
        """The institutes by sponsoring agency, the largest group first."""
        rows = sorted(self.institutes, key=lambda i: i.agency.code if i.agency else "~")
        groups = [
            (agency, list(institutes))
            for agency, institutes in groupby(rows, key=lambda row: row.agency)
        ]
        return sorted(groups, key=lambda group: (group[0] is None, -len(group[1])))


@require_safe
@cached_by_version
@accept_parameters("as_of")
def home(request: HttpRequest) -> HttpResponse:
    """Show the network at a glance, and links to the catalogues."""
    year, problems = _parse_year(request)
    if problems:
        return render_refusal(request, problems)
    network = Network(year)
    metadata = _page_metadata(network)
    context = {
        "network": network,
        "years": _years(),
        "regions": State.objects.regions_with_institutes(),
        "focus_areas": FocusArea.objects.with_institutes(),
        "pillars": list(Pillar.objects.select_related("source")),
        "record_counts": home_counts(),
        "citations": Footnotes(),
        "metadata": metadata,
    }
    response = render(request, "home.html", context)
    return set_canonical_url(response, metadata.path)


@require_safe
@cached_by_version
def network_picture(request: HttpRequest, suffix: str) -> HttpResponse:
    """Serve the map of the network as a file, today or at the end of a year."""
    if suffix not in ("svg", "png"):
        raise Http404(_("There is no file %(name)s.") % {"name": f"map.{suffix}"})
    year, problems = _parse_year(request)
    problems = [*unknown_parameters(request.GET, ["as_of"]), *problems]
    if problems:
        return problem_response(problems)
    network = Network(year)
    response = picture_response(network.map, suffix)
    return set_canonical_url(response, request.path + network.query)


def _parse_year(request: HttpRequest) -> tuple[int | None, list[ParameterProblem]]:
    """Return the year in the address, or the problems with it."""
    form = YearForm(request.GET)
    if form.is_valid():
        return form.cleaned_data["as_of"], []
    messages = form.errors["as_of"]
    return None, [ParameterProblem("as_of", f"as_of: {text}") for text in messages]


def _page_metadata(network: Network) -> PageMetadata:
    title = (
        _("The network at the end of %(year)d") % {"year": network.year}
        if network.year
        else _("The network at a glance")
    )
    description = _(
        "The institutes of Manufacturing USA: partners, money, projects, workforce "
        "programs and roadmaps, each fact with its source."
    )
    return PageMetadata(
        title=title,
        description=f"{title}. {description}" if network.year else description,
        path=f"/{network.query}",
        picture=f"{reverse('network-map', args=['png'])}{network.query}",
    )


def _years() -> list[int]:
    """Return each year of the network, from that of its first institute."""
    first = Institute.objects.first_year()
    newest = Source.objects.newest_year()
    return list(range(first, newest + 1)) if first and newest else []
