"""The subjects of the network: institutes, partners, places, funding and projects."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
from mfgusa.catalogue.subjects import (
    HomeCount,
    MenuEntry,
    SearchOptions,
    Subject,
    register,
    register_section,
)


def place_label(row: Institute | Partner | Site) -> str:
    """Return city and state, as far as they are recorded: “Albany, New York”."""
    state = row.state.name if row.state else ""
    return ", ".join(filter(None, [row.city, state]))


def scope_label(institute: Institute | None) -> Any:
    """Return the institute; without one, the name of the whole network."""
    return institute or gettext("The whole network")


def funding_remarks(record: FundingRecord) -> list[Any]:
    """Return kind, institute and fiscal year of a funding record."""
    year = record.fiscal_year
    year_label = gettext("Fiscal year %(year)s") % {"year": year} if year else ""
    return [record.get_kind_display(), scope_label(record.institute), year_label]


def sponsor_url(agency: Agency) -> str:
    """Return the address that lists the institutes of an agency."""
    return f"{reverse('institutes:institute-list')}?agency={agency.code}"


register_section(
    _("Collaboration"),
    "institutes:collaboration",
    MenuEntry("network", 30, _("who works with whom")),
)
register(
    Subject(
        name="institutes",
        title=_("Institutes"),
        rows=Institute.objects.all(),
        list_url_name="institutes:institute-list",
        example="iacmi",
        order=10,
        menu=MenuEntry(
            "network", 10, _("who they are, who sponsors them, what they work on")
        ),
        search=SearchOptions(
            order=10,
            labels={"former_name": _("Formerly")},
            remarks=lambda institute: [place_label(institute)],
        ),
    ),
    Subject(
        name="partners",
        title=_("Partners"),
        rows=Partner.objects.all(),
        list_url_name="institutes:partner-list",
        example="georgia-institute-of-technology",
        order=20,
        menu=MenuEntry(
            "network", 20, _("companies, schools and agencies that take part")
        ),
        search=SearchOptions(
            order=20,
            labels={"aliases": _("Also known as")},
            remarks=lambda partner: [
                partner.get_sector_display(),
                place_label(partner),
            ],
        ),
        home=HomeCount(10, _("partners")),
    ),
    Subject(
        name="projects",
        title=_("Projects"),
        rows=Project.objects.all(),
        list_url_name="institutes:project-list",
        example="affoa-defense-fabric-discovery-center",
        order=30,
        menu=MenuEntry("funding", 20, _("what is researched and built")),
        search=SearchOptions(order=30, remarks=lambda project: [project.institute]),
        home=HomeCount(
            100, _("projects"), Project.objects.single(), query="?kind=project"
        ),
    ),
    Subject(
        name="workforce",
        title=_("Workforce"),
        rows=WorkforceProgram.objects.all(),
        list_url_name="institutes:workforce-list",
        example="affoa-mit-venture-mentoring-program-for-advanced",
        order=40,
        menu=MenuEntry("funding", 30, _("courses, camps and credentials")),
        search=SearchOptions(
            order=40,
            title=_("Workforce programs"),
            remarks=lambda program: [
                program.institute,
                program.get_audience_display(),
            ],
        ),
        home=HomeCount(30, _("workforce programs")),
    ),
    Subject(
        name="funding",
        title=_("Funding"),
        rows=FundingRecord.objects.all(),
        list_url_name="institutes:funding-list",
        example="affoa-2016-initial-commitment",
        order=50,
        menu=MenuEntry("funding", 10, _("who pays how much, and who says so")),
        search=SearchOptions(
            order=50, title=_("Funding records"), remarks=funding_remarks
        ),
        home=HomeCount(20, _("funding records")),
    ),
    Subject(
        name="sites",
        title=_("Sites"),
        rows=Site.objects.select_related("institute"),
        list_url_name="institutes:site-list",
        example="affoa/affoa-headquarters",
        order=60,
        menu=MenuEntry(
            "network",
            50,
            _("headquarters, pilot plants and other facilities"),
            in_line=False,
        ),
        search=SearchOptions(
            order=60,
            remarks=lambda site: [
                site.institute,
                site.get_kind_display(),
                place_label(site),
            ],
        ),
        home=HomeCount(40, _("sites")),
    ),
    Subject(
        name="places",
        title=_("Places"),
        rows=State.objects.all(),
        list_url_name="institutes:place-list",
        example="OH",
        order=90,
        menu=MenuEntry("network", 40, _("the map, state by state")),
        search=SearchOptions(
            order=70,
            heading=("name",),
            remarks=lambda state: [state.code, state.get_division_display()],
        ),
    ),
    Subject(
        name="focus-areas",
        title=_("Focus areas"),
        rows=FocusArea.objects.select_related("parent"),
        list_url_name="institutes:focus-area-list",
        example="robotics",
        order=80,
        menu=MenuEntry("funding", 40, _("fields of technology")),
        search=SearchOptions(order=80, remarks=lambda area: [area.parent]),
    ),
    Subject(
        name="sponsors",
        title=_("Sponsors"),
        rows=Agency.objects.filter(
            pk__in=Institute.objects.order_by().values("agency")
        ),
        search=SearchOptions(
            order=90,
            heading=("name",),
            remarks=lambda agency: [agency.code],
            link=sponsor_url,
        ),
    ),
    Subject(
        name="indicators",
        title=_("Indicators"),
        rows=Indicator.objects.all(),
        list_url_name="institutes:indicator-list",
        example="workforce-participants",
        order=100,
        menu=MenuEntry("evidence", 20, _("what is measured, year by year")),
        search=SearchOptions(order=100),
    ),
)
