"""What the facts say of institutes side by side."""

from collections import defaultdict

from django.utils.html import strip_tags
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from institutes.collaboration import count_shared_partners
from institutes.comparison_base import (
    InstituteComparison,
    catalogue_url,
    cited_values,
)
from institutes.funding_totals import ledgers_by_institute
from institutes.models import (
    Membership,
    Observation,
    Partner,
    Project,
    Site,
    Treatment,
    WorkforceProgram,
)
from mfgusa.catalogue.comparisons import ComparisonValue
from mfgusa.catalogue.templatetags.catalogue import observed_value, usd
from mfgusa.text import with_bound


class GlanceComparison(InstituteComparison):
    """The institute's own row."""

    title = _("At a glance")

    def get_lines(self):
        yield self.own_line(
            _("Status"),
            lambda one: cited_values(
                one, one.get_status_display(), note=one.status_note
            ),
        )
        yield self.own_line(
            _("Sponsor"),
            lambda one: cited_values(
                one,
                one.agency,
                one.agency and catalogue_url("institute", agency=one.agency.code),
            ),
        )
        yield self.own_line(
            _("Seat"), lambda one: cited_values(one, city_and_state(one))
        )
        for name, title in (
            ("operator", _("Operator")),
            ("former_name", _("Former name")),
        ):
            yield self.own_line(
                title, lambda one, name=name: cited_values(one, getattr(one, name))
            )
        for name, title in (
            ("announced", _("Announced")),
            ("established", _("Established")),
            ("closed", _("Closed")),
        ):
            yield self.own_line(
                title, lambda one, name=name: cited_values(one, date_display(one, name))
            )
        yield self.own_line(_("Focus areas"), focus_areas)


def city_and_state(place):
    """City and state in one line, as far as they are known."""
    return ", ".join(str(part) for part in (place.city, place.state) if part)


def date_display(institute, name):
    date = getattr(institute, name)
    return date and date.display


def focus_areas(institute):
    return [
        ComparisonValue(
            link.focus_area.name,
            link.focus_area.get_absolute_url(),
            _now("main focus") if link.primary else "",
        )
        for link in institute.focus_links.all()
    ]


class SitesComparison(InstituteComparison):
    """Where they work."""

    title = _("Places")

    def get_lines(self):
        sites = defaultdict(list)
        rows = Site.objects.select_related("institute", "state", "source")
        for site in rows.filter(institute__in=self.subjects):
            url = site.get_absolute_url()
            sites[site.institute_id] += cited_values(
                site, site.name, url, city_and_state(site)
            )
        yield self.count_line(
            _("Sites"), {pk: len(found) for pk, found in sites.items()}, "site"
        )
        yield self.line(_("Which"), sites)


class PartnersComparison(InstituteComparison):
    """Who is tied to them: by sector, by role, and to several at once."""

    title = _("Partners")
    unit = "partner"

    def get_lines(self):
        ties = Membership.objects.all()
        yield self.count_line(_("All"), self.counts_by_institute(ties), "partner")
        sectors = [*Partner.Sector.choices, ("", _("Sector not recorded"))]
        yield from self.count_lines_by(ties, "partner__sector", "partner", sectors)
        yield self.shared(ties.filter(institute__in=self.subjects))
        yield from self.roles(ties)

    def shared(self, ties):
        """How many partners each has together with each of the others."""
        counts = {(a, b): n for a, b, n in count_shared_partners(ties.order_by())}
        return self.own_line(
            _("Shared with"),
            lambda one: [
                ComparisonValue(
                    f"{other}: {counts[one.key, other.key]}",
                    catalogue_url("partner", institute=one.key, also=other.key),
                )
                for other in self.subjects
                if other != one and (one.key, other.key) in counts
            ],
        )

    def roles(self, ties):
        """A role may be held beside others."""
        roles = [
            (role, _now("As %(role)s") % {"role": str(label).lower()})
            for role, label in Membership.Role.choices
        ]
        yield from self.count_lines_by(ties, "role", "partner", roles)


class ProjectsComparison(InstituteComparison):
    """What they work on."""

    title = _("Projects")

    def get_lines(self):
        single = Project.objects.single()
        kind = Project.Kind.PROJECT.value
        yield self.count_line(
            _("All"), self.counts_by_institute(single), "project", kind=kind
        )
        states = [
            (
                value,
                _("Status not recorded") if value == Project.Status.UNKNOWN else label,
            )
            for value, label in Project.Status.choices
        ]
        yield from self.count_lines_by(single, "status", "project", states, kind=kind)


class FundingComparison(InstituteComparison):
    """What may be added up of the commitments to them."""

    title = _("Money")

    def get_lines(self):
        ledgers = ledgers_by_institute(self.subjects)
        for treatment in (Treatment.FEDERAL, Treatment.NON_FEDERAL, Treatment.UNSPLIT):
            totals = {pk: one.total(treatment) for pk, one in ledgers.items()}
            yield self.own_line(
                treatment.label,
                lambda one, totals=totals: amount(one, totals.get(one.pk)),
            )
        ratios = {pk: one.ratio for pk, one in ledgers.items()}
        yield self.own_line(
            _("Other money for each federal dollar"),
            lambda one: ratio(ratios.get(one.pk)),
        )


def amount(institute, total):
    """A total with how exact it is; it opens the records that it adds up."""
    if not total:
        return []
    url = catalogue_url(
        "funding", institute=institute.key, adds_to=str(total.treatment)
    )
    n = total.count
    note = ngettext("%(n)d record", "%(n)d records", n) % {"n": n}
    return [ComparisonValue(with_bound(usd(total.amount), total.bound), url, note)]


def ratio(found):
    return (
        [ComparisonValue(with_bound(f"${found.value:.2f}", found.bound))]
        if found
        else []
    )


class WorkforceComparison(InstituteComparison):
    """Whom they teach; numbers of learners overlap and are not added up."""

    title = _("Workforce programs")

    def get_lines(self):
        programs = WorkforceProgram.objects.all()
        yield self.count_line(_("All"), self.counts_by_institute(programs), "workforce")
        audiences = WorkforceProgram.Audience.choices
        yield from self.count_lines_by(programs, "audience", "workforce", audiences)
        yield self.line(_("Most learners of one program"), self.most_learners(programs))

    def most_learners(self, programs):
        told = programs.filter(institute__in=self.subjects, learners__isnull=False)
        most = told.order_by("institute_id", "-learners", "key").distinct(
            "institute_id"
        )
        return {
            program.institute_id: cited_values(
                program,
                with_bound(f"{program.learners:,}", program.learners_bound),
                program.get_absolute_url(),
                program.name,
            )
            for program in most.select_related("source")
        }


class IndicatorsComparison(InstituteComparison):
    """The newest preferred figure of each indicator that several of them have."""

    title = _("Newest figures")

    def get_lines(self):
        newest = defaultdict(dict)
        rows = Observation.objects.preferred().filter(institute__in=self.subjects)
        for row in rows.with_scope().order_by("indicator__name", "fiscal_year", "id"):
            when = row.fiscal_year and _now("fiscal year %d") % row.fiscal_year
            when = when or (row.as_of.display if row.as_of else "")
            text = with_bound(strip_tags(observed_value(row)), row.bound)
            newest[row.indicator][row.institute_id] = cited_values(row, text, note=when)
        for indicator, values in newest.items():
            if len(values) > 1:
                yield self.line(indicator.name, values, indicator.get_absolute_url())
