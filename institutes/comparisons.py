"""What the facts say of institutes side by side."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING

from django.utils.html import strip_tags
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from institutes.comparison_base import (
    InstituteComparison,
    catalogue_url,
    cited_values,
)
from institutes.filtersets.partner import PartnerFilterSet
from institutes.funding_totals import ledgers_by_institute
from institutes.models import (
    Indicator,
    Institute,
    Membership,
    Observation,
    Partner,
    Project,
    Site,
    Treatment,
    WorkforceProgram,
)
from institutes.models.ledger import COUNTED_TREATMENTS, Ratio, Total
from institutes.models.partner import MembershipQuerySet
from institutes.models.workforce import WorkforceProgramQuerySet
from mfgusa.catalogue.comparisons import ComparisonLine, ComparisonValue
from mfgusa.catalogue.templatetags.catalogue import observed_value, usd
from mfgusa.text import with_bound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class GlanceComparison(InstituteComparison):
    """The institute's own row."""

    title = _("At a glance")

    def get_lines(self) -> Iterator[ComparisonLine]:
        yield self.own_line(
            _("Status"),
            lambda institute: cited_values(
                institute, institute.get_status_display(), note=institute.status_note
            ),
        )
        yield self.own_line(_("Sponsoring agency"), agency_values)
        yield self.own_line(
            _("Seat"),
            lambda institute: cited_values(institute, city_and_state(institute)),
        )
        yield self.text_line(_("Operator"), "operator")
        yield self.text_line(_("Former name"), "former_name")
        yield self.date_line(_("Announced"), "announced")
        yield self.date_line(_("Established"), "established")
        yield self.date_line(_("Closed"), "closed")
        yield self.own_line(_("Focus areas"), focus_area_values)

    def text_line(self, title: "StrOrPromise", field: str) -> ComparisonLine:
        """Return the line of a text column."""
        return self.own_line(
            title,
            lambda institute: cited_values(institute, getattr(institute, field)),
        )

    def date_line(self, title: "StrOrPromise", field: str) -> ComparisonLine:
        """Return the line of a column with a partial date."""

        def get_values(institute: Institute) -> list[ComparisonValue]:
            date = getattr(institute, field)
            return cited_values(institute, date and date.display)

        return self.own_line(title, get_values)


def agency_values(institute: Institute) -> list[ComparisonValue]:
    """Return the sponsoring agency, which links to its institutes."""
    agency = institute.agency
    url = catalogue_url("institute", agency=agency.code) if agency else ""
    return cited_values(institute, agency, url)


def city_and_state(place: Institute | Site) -> str:
    """Return the city and the state of an institute or a site, as far as known."""
    return ", ".join(str(part) for part in (place.city, place.state) if part)


def focus_area_values(institute: Institute) -> list[ComparisonValue]:
    """Return the focus areas, with a note on the main one."""
    return [
        ComparisonValue(
            link.focus_area.name,
            link.focus_area.get_absolute_url(),
            _now("main focus") if link.primary else "",
        )
        for link in institute.focus_links.all()
    ]


class SitesComparison(InstituteComparison):
    """The sites of the institutes."""

    title = _("Places")

    def get_lines(self) -> Iterator[ComparisonLine]:
        sites: dict[int, list[ComparisonValue]] = defaultdict(list)
        rows = Site.objects.select_related("institute", "state", "source")
        for site in rows.filter(institute__in=self.subjects):
            sites[site.institute_id] += cited_values(
                site, site.name, site.get_absolute_url(), city_and_state(site)
            )
        counts = {pk: len(values) for pk, values in sites.items()}
        yield self.count_line(_("Sites"), counts, "site")
        yield self.line(_("Which"), sites)


class PartnersComparison(InstituteComparison):
    """The partners: by sector, by role, and those that institutes share."""

    title = _("Partners")
    unit = "partner"

    def get_lines(self) -> Iterator[ComparisonLine]:
        memberships = Membership.objects.all()
        yield self.count_line(
            _("All"), self.counts_by_institute(memberships), "partner"
        )
        sectors = [*Partner.Sector.choices, ("", _("Sector not recorded"))]
        yield from self.count_lines_by(
            memberships, "partner__sector", "partner", sectors
        )
        yield self.shared_line()
        yield from self.role_lines(memberships)

    def shared_line(self) -> ComparisonLine:
        """Return how many partners each institute shares with each of the others."""
        counts: dict[int, list[ComparisonValue]] = defaultdict(list)
        shared = PartnerFilterSet().overlaps("institute")
        for institute, other in product(self.subjects, self.subjects):
            count = shared.get((institute.key, other.key))
            if institute != other and count:
                url = catalogue_url("partner", institute=institute.key, also=other.key)
                counts[institute.pk].append(ComparisonValue(f"{other}: {count}", url))
        return self.line(_("Shared with"), counts)

    def role_lines(self, memberships: MembershipQuerySet) -> Iterator[ComparisonLine]:
        """Yield a line for each role; a partner may have several roles."""
        roles = [
            (role, _now("As %(role)s") % {"role": str(label).lower()})
            for role, label in Membership.Role.choices
        ]
        yield from self.count_lines_by(memberships, "role", "partner", roles)


class ProjectsComparison(InstituteComparison):
    """The projects, by status."""

    title = _("Projects")

    def get_lines(self) -> Iterator[ComparisonLine]:
        single = Project.objects.single()
        kind = Project.Kind.PROJECT.value
        yield self.count_line(
            _("All"), self.counts_by_institute(single), "project", kind=kind
        )
        statuses = [
            (
                value,
                _("Status not recorded") if value == Project.Status.UNKNOWN else label,
            )
            for value, label in Project.Status.choices
        ]
        yield from self.count_lines_by(single, "status", "project", statuses, kind=kind)


class FundingComparison(InstituteComparison):
    """The totals of the commitments to the institutes."""

    title = _("Money")

    def get_lines(self) -> Iterator[ComparisonLine]:
        self.ledgers = ledgers_by_institute(self.subjects)
        for treatment in COUNTED_TREATMENTS:
            yield self.total_line(treatment)
        yield self.own_line(
            _("Other money for each federal dollar"),
            lambda institute: ratio_values(self.ledgers[institute.pk].ratio),
        )

    def total_line(self, treatment: Treatment) -> ComparisonLine:
        """Return the line of one total."""
        return self.own_line(
            treatment.label,
            lambda institute: total_values(
                institute, self.ledgers[institute.pk].total(treatment)
            ),
        )


def total_values(institute: Institute, total: Total) -> list[ComparisonValue]:
    """Return a total with its bound, which links to the records that it adds up."""
    if not total:
        return []
    url = catalogue_url(
        "funding", institute=institute.key, adds_to=str(total.treatment)
    )
    n = total.count
    note = ngettext("%(n)d record", "%(n)d records", n) % {"n": n}
    return [ComparisonValue(with_bound(usd(total.amount), total.bound), url, note)]


def ratio_values(ratio: Ratio | None) -> list[ComparisonValue]:
    """Return the cost-share ratio with its bound."""
    if not ratio:
        return []
    return [ComparisonValue(with_bound(f"${ratio.value:.2f}", ratio.bound))]


class WorkforceComparison(InstituteComparison):
    """The workforce programs; numbers of learners overlap and are not added up."""

    title = _("Workforce programs")

    def get_lines(self) -> Iterator[ComparisonLine]:
        programs = WorkforceProgram.objects.all()
        yield self.count_line(_("All"), self.counts_by_institute(programs), "workforce")
        audiences = WorkforceProgram.Audience.choices
        yield from self.count_lines_by(programs, "audience", "workforce", audiences)
        yield self.line(_("Most learners of one program"), self.most_learners(programs))

    def most_learners(
        self, programs: WorkforceProgramQuerySet
    ) -> dict[int, list[ComparisonValue]]:
        """Return the program with the most learners of each institute."""
        counted = programs.filter(institute__in=self.subjects, learners__isnull=False)
        largest = counted.order_by("institute_id", "-learners", "key").distinct(
            "institute_id"
        )
        return {
            program.institute_id: cited_values(
                program,
                with_bound(f"{program.learners:,}", program.learners_bound),
                program.get_absolute_url(),
                program.name,
            )
            for program in largest.select_related("source")
        }


class IndicatorsComparison(InstituteComparison):
    """The newest preferred value of each indicator that several institutes have."""

    title = _("Newest figures")

    def get_lines(self) -> Iterator[ComparisonLine]:
        newest: dict[Indicator, dict[int | None, list[ComparisonValue]]]
        newest = defaultdict(dict)
        rows = Observation.objects.preferred().filter(institute__in=self.subjects)
        for row in rows.with_scope().order_by("indicator__name", "fiscal_year", "id"):
            newest[row.indicator][row.institute_id] = observation_values(row)
        for indicator, values in newest.items():
            if len(values) > 1:
                yield self.line(indicator.name, values, indicator.get_absolute_url())


def observation_values(observation: Observation) -> list[ComparisonValue]:
    """Return the value of an observation with its bound, and a note on its time."""
    if observation.fiscal_year:
        time = _now("fiscal year %d") % observation.fiscal_year
    else:
        time = observation.as_of.display if observation.as_of else ""
    text = with_bound(strip_tags(observed_value(observation)), observation.bound)
    return cited_values(observation, text, note=time)
