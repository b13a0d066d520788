"""What the search over everything looks through, in the order of its page."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.models import (
    Agency,
    FocusArea,
    FundingRecord,
    Indicator,
    Institute,
    Partner,
    Project,
    Site,
    State,
    WorkforceProgram,
)
from mfgusa.catalogue.search.suggestions import Lexicon
from mfgusa.catalogue.search.types import SearchType
from mfgusa.provenance.models import Source
from pillars.models import Pillar
from roadmaps.models import Challenge, Roadmap, RoadmapItem, Skill


def place(row):
    """“Albany, New York”, as far as it is recorded."""
    return ", ".join(filter(None, [row.city, row.state and row.state.name]))


def scope(institute):
    return institute or _("The whole network")


def funding_remarks(record):
    year = record.fiscal_year
    year = _("Fiscal year %(year)s") % {"year": year} if year else ""
    return [record.get_kind_display(), scope(record.institute), year]


def source_remarks(source):
    return [source.publisher, source.published and source.published.display]


def of_sponsor(agency):
    return f"{reverse('institutes:institute-list')}?agency={agency.code}"


KINDS = (
    SearchType(
        "institutes",
        gettext_lazy("Institutes"),
        Institute.objects.all(),
        "institutes:institute-list",
        labels={"former_name": gettext_lazy("Formerly")},
        remarks=lambda institute: [place(institute)],
    ),
    SearchType(
        "partners",
        gettext_lazy("Partners"),
        Partner.objects.all(),
        "institutes:partner-list",
        labels={"aliases": gettext_lazy("Also known as")},
        remarks=lambda partner: [partner.get_sector_display(), place(partner)],
    ),
    SearchType(
        "projects",
        gettext_lazy("Projects"),
        Project.objects.all(),
        "institutes:project-list",
        remarks=lambda project: [project.institute],
    ),
    SearchType(
        "workforce",
        gettext_lazy("Workforce programs"),
        WorkforceProgram.objects.all(),
        "institutes:workforce-list",
        remarks=lambda program: [program.institute, program.get_audience_display()],
    ),
    SearchType(
        "funding",
        gettext_lazy("Funding records"),
        FundingRecord.objects.all(),
        "institutes:funding-list",
        remarks=funding_remarks,
    ),
    SearchType(
        "sites",
        gettext_lazy("Sites"),
        Site.objects.all(),
        "institutes:site-list",
        remarks=lambda site: [site.institute, site.get_kind_display(), place(site)],
    ),
    SearchType(
        "places",
        gettext_lazy("Places"),
        State.objects.all(),
        "institutes:place-list",
        heading=("name",),
        remarks=lambda state: [state.code, state.get_division_display()],
    ),
    SearchType(
        "focus-areas",
        gettext_lazy("Focus areas"),
        FocusArea.objects.select_related("parent"),
        "institutes:focus-area-list",
        remarks=lambda area: [area.parent],
    ),
    SearchType(
        "sponsors",
        gettext_lazy("Sponsors"),
        Agency.objects.filter(pk__in=Institute.objects.order_by().values("agency")),
        heading=("name",),
        remarks=lambda agency: [agency.code],
        link=of_sponsor,
    ),
    SearchType(
        "indicators",
        gettext_lazy("Indicators"),
        Indicator.objects.all(),
        "institutes:indicator-list",
    ),
    SearchType(
        "sources",
        gettext_lazy("Sources"),
        Source.objects.all(),
        "provenance:source-list",
        remarks=source_remarks,
    ),
    SearchType(
        "roadmaps",
        gettext_lazy("Roadmaps"),
        Roadmap.objects.select_related("institute"),
        "roadmaps:roadmap-list",
        remarks=lambda roadmap: [scope(roadmap.institute)],
    ),
    SearchType(
        "roadmap-items",
        gettext_lazy("Roadmap items"),
        RoadmapItem.objects.select_related("roadmap__institute"),
        "roadmaps:roadmap-item-list",
        remarks=lambda item: [scope(item.roadmap.institute), item.roadmap],
    ),
    SearchType(
        "skills",
        gettext_lazy("Skills"),
        Skill.objects.all(),
        "roadmaps:skill-list",
    ),
    SearchType(
        "challenges",
        gettext_lazy("Challenges"),
        Challenge.objects.all(),
        "roadmaps:challenge-list",
    ),
    SearchType(
        "pillars",
        gettext_lazy("Pillars of the model"),
        Pillar.objects.all(),
        "pillars:pillar-list",
        is_catalogue=False,
    ),
)


@lru_cache(maxsize=1)
def vocabulary(version):
    """The words of all names at one version of the data; a process reads them once."""
    return Lexicon(KINDS)
