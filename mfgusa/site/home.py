"""The network at a glance."""

from itertools import groupby

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutes.maps import network_map, sites_off_map
from institutes.models import (
    FocusArea,
    FundingRecord,
    Institute,
    Observation,
    Partner,
    Project,
    Site,
    State,
    WorkforceProgram,
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
from mfgusa.charts.pictures import picture_response
from mfgusa.provenance.models import Source
from pillars.models import Pillar
from roadmaps.models import Challenge, Roadmap, RoadmapItem, Skill

HEADLINES = (  # Indicators of the whole network, in the order of the page.
    "institutes",
    "member-organizations",
    "rd-projects",
    "workforce-participants",
    "cumulative-federal-commitment",
    "cumulative-non-federal-commitment",
)


class YearForm(forms.Form):
    """The year at whose end the network is shown; blank for now."""

    as_of = YearField(required=False)


class Network:
    """The institutes and their sites, now or at the end of a year."""

    def __init__(self, year: int | None) -> None:
        self.year = year

    @property
    def query(self) -> str:
        """What of an address says the year."""
        return f"?as_of={self.year}" if self.year else ""

    @cached_property
    def institutes(self) -> list[Institute]:
        rows = Institute.objects.with_place().with_focus_areas()
        return list(rows.as_of(self.year) if self.year else rows)

    @cached_property
    def sites(self) -> list[Site]:
        rows = Site.objects.select_related("institute__agency", "state", "source")
        return list(rows.as_of(self.year) if self.year else rows)

    @cached_property
    def map(self):
        return network_map(self.institutes, self.sites)

    @property
    def off_map(self):
        """The sites that have no point, or none that the map can show."""
        return sites_off_map(self.sites)

    @property
    def headlines(self) -> list[Observation]:
        return Observation.objects.newest_of_network(HEADLINES, until=self.year)

    @property
    def branches(self) -> list[tuple]:
        """The institutes of each sponsor, the sponsor with most of them first."""
        rows = sorted(self.institutes, key=lambda i: i.agency.code if i.agency else "~")
        branches = [(k, list(g)) for k, g in groupby(rows, key=lambda i: i.agency)]
        return sorted(branches, key=lambda b: (b[0] is None, -len(b[1])))


@require_safe
@cached_by_version
@accept_parameters("as_of")
def home(request):
    """The network at a glance, and the ways into the catalogue."""
    network, problems = _asked(request)
    if problems:
        return render_refusal(request, problems)
    context = {
        "network": network,
        "years": _years(),
        "regions": State.objects.regions_with_institutes(),
        "focus_areas": FocusArea.objects.with_institutes(),
        "pillars": list(Pillar.objects.select_related("source")),
        "holdings": _holdings(),
        "citations": Footnotes(),
        "metadata": _page_metadata(network),
    }
    response = render(request, "home.html", context)
    return set_canonical_url(response, context["metadata"].path)


@require_safe
@cached_by_version
def network_picture(request, suffix):
    """The map of the network as a file, now or at the end of a year."""
    if suffix not in ("svg", "png"):
        raise Http404(_("There is no file %(name)s.") % {"name": f"map.{suffix}"})
    network, problems = _asked(request)
    problems = [*unknown_parameters(request.GET, ["as_of"]), *problems]
    if problems:
        return problem_response(problems)
    response = picture_response(network.map, suffix)
    return set_canonical_url(response, request.path + network.query)


def _asked(request):
    """The network in the year of the address, and what of it is not understood."""
    form = YearForm(request.GET)
    if form.is_valid():
        return Network(form.cleaned_data["as_of"]), []
    return None, [
        ParameterProblem("as_of", f"as_of: {w}") for w in form.errors["as_of"]
    ]


def _page_metadata(network):
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


def _years():
    """Each year of the network, from its first institute on."""
    first = Institute.objects.first_year()
    newest = Source.objects.newest_year()
    return range(first, newest + 1) if first and newest else []


def _holdings():
    """How many rows there are of each kind of fact, and where they are listed."""
    kinds = (
        (_("partners"), "institutes:partner-list", Partner.objects.all()),
        (_("funding records"), "institutes:funding-list", FundingRecord.objects.all()),
        (
            _("workforce programs"),
            "institutes:workforce-list",
            WorkforceProgram.objects.all(),
        ),
        (_("sites"), "institutes:site-list", Site.objects.all()),
        (_("sources"), "provenance:source-list", Source.objects.all()),
        (_("roadmaps"), "roadmaps:roadmap-list", Roadmap.objects.all()),
        (
            _("roadmap items"),
            "roadmaps:roadmap-item-list",
            RoadmapItem.objects.all(),
        ),
        (_("skills"), "roadmaps:skill-list", Skill.objects.all()),
        (_("challenges"), "roadmaps:challenge-list", Challenge.objects.all()),
    )
    single = reverse("institutes:project-list") + "?kind=project"
    return [
        *((label, reverse(name), rows.count()) for label, name, rows in kinds),
        (_("projects"), single, Project.objects.single().count()),
    ]
