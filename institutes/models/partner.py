from typing import Any, Self, TypedDict

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Left
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.derived import DerivedDateField
from mfgusa.fields.partial_dates import (
    PartialDateField,
    end_after_start_check,
    end_of_year,
)
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.fields.text_lists import TextListField
from mfgusa.provenance.models import Cited


def country_abroad(default: Value) -> Case:
    """Return the country of partners that are in no state, for others `default`."""
    return Case(When(state=None, then=F("country")), default=default)


class PlaceCount(TypedDict):
    """How many partners are in a state, or abroad in a country."""

    state: int | None
    state__code: str | None
    state__name: str | None
    state__region: str | None
    abroad: str  # The country of partners in no state; blank if not recorded.
    count: int


class PartnerQuerySet(SearchableQuerySet["Partner"], NaturalKeyMixin):
    """Partners, with their memberships, by place and by time."""

    search_related = ("state",)

    def as_of(self, year: int) -> Self:
        """Return the partners with a membership by the end of a calendar year.

        Annotates `institute_count` as of that year.
        """
        memberships = Membership.objects.as_of(year).filter(partner=OuterRef("pk"))
        return self.filter(Exists(memberships)).with_institute_count(year)

    def with_institute_count(self, year: int | None = None) -> Self:
        """Annotate the number of institutes of each partner, ever or as of a year."""
        memberships = Membership.objects.known_by(year).filter(partner=OuterRef("pk"))
        rows = memberships.order_by().values("partner")
        rows = rows.annotate(n=Count("institute", distinct=True))
        return self.annotate(institute_count=Coalesce(Subquery(rows.values("n")), 0))

    def in_projects(self) -> Self:
        """Return the partners that lead a project or take part in one."""
        links = apps.get_model("institutes.ProjectPartner")._base_manager
        return self.filter(pk__in=links.order_by().values("partner"))

    def with_place(self) -> Self:
        """Load the state and the source too."""
        return self.select_related("state", "source")

    def with_memberships(self, year: int | None = None, **conditions: Any) -> Self:
        """Prefetch `listed_memberships`, ordered by institute.

        Takes those of all time or as of a year that fulfill the conditions.
        """
        memberships = Membership.objects.known_by(year).filter(**conditions)
        return self.prefetch_related(
            Prefetch(
                "memberships",
                memberships.with_institute(),
                to_attr="listed_memberships",
            )
        )


@track_history
class Partner(Cited):
    """A company, school, agency or association tied to one or more institutes."""

    class Sector(models.TextChoices):
        INDUSTRY = "industry", _("Industry")
        ACADEMIA = "academia", _("Academia")
        GOVERNMENT = "government", _("Government")
        NONPROFIT = "nonprofit", _("Nonprofit")

    class Subsector(models.TextChoices):
        LARGE_MANUFACTURER = "large-manufacturer", _("Large manufacturer")
        SMALL_MANUFACTURER = "small-manufacturer", _("Small manufacturer")
        STARTUP = "startup", _("Start-up")
        SOFTWARE = "software", _("Software")
        UNIVERSITY = "university", _("University")
        COMMUNITY_COLLEGE = "community-college", _("Community college")
        K12 = "k12", _("K-12 education")
        FEDERAL_AGENCY = "federal-agency", _("Federal agency")
        NATIONAL_LAB = "national-lab", _("National laboratory")
        STATE_LOCAL = "state-local-government", _("State or local government")
        ECONOMIC_DEVELOPMENT = "economic-development", _("Economic development")
        MEP_CENTER = "mep-center", _("MEP center")
        ASSOCIATION = "association", _("Association")
        LABOR = "labor", _("Labor")
        OTHER = "other", _("Other")

    natural_key_fields = ["key"]

    key = SlugKeyField()
    name = models.CharField(max_length=200)
    aliases = TextListField(
        help_text=_(
            "Other names, units that act under this name and acronyms, separated "
            "by semicolons."
        )
    )
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    subsector = models.CharField(max_length=30, choices=Subsector, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.ForeignKey(
        "State", models.PROTECT, null=True, blank=True, related_name="partners"
    )
    country = models.CharField(
        max_length=2, blank=True, help_text=_("Two letters, ISO 3166-1.")
    )
    website = models.URLField(max_length=300, blank=True)
    ror = models.URLField(
        _("ROR id"),
        max_length=40,
        blank=True,
        help_text=_("https://ror.org/…, the Research Organization Registry."),
    )
    search = search_column(
        names=["name"], aliases="aliases", text=["city", "subsector"]
    )

    objects = PartnerQuerySet.as_manager()

    shared_count: int  # Annotated by `related_partners`.

    class Meta:
        ordering = [SearchFold("name"), "key"]
        indexes = [
            models.Index(  # Serves index-only scans.
                SearchFold("name"),
                "key",
                name="partner_in_order",
                include=["id", "name"],
            ),
            models.Index(fields=["sector", "subsector"], name="partner_by_sector"),
            models.Index(fields=["country"], name="partner_by_country"),
            GinIndex(fields=["search"], name="partner_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ror"],
                condition=~Q(ror=""),
                name="partner_ror_once",
                violation_error_message=_("Another partner has this ROR id."),
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="partner_country_is_iso",
                violation_error_message=_(
                    "A country is two upper-case letters, such as US (ISO 3166-1)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:partner-detail", self.key)

    def natural_key(self) -> tuple[str, ...]:
        return (self.key,)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, by time and role."""

    def as_of(self, year: int) -> Self:
        """Return those known by the end of a year, of institutes that existed then.

        A membership without a start whose source has no date belongs to no year.
        """
        institutes = apps.get_model("institutes.Institute").objects.as_of(year)
        is_going_on = Q(until=None) | Q(until__gte=end_of_year(year))
        return self.filter(
            is_going_on,
            dated__lte=end_of_year(year),
            institute__pk__any_of=ArraySubquery(institutes.order_by().values("pk")),
        )

    def known_by(self, year: int | None) -> Self:
        """Return the memberships as of a year, or all if there is no year."""
        return self.all() if year is None else self.as_of(year)

    def undated(self) -> Self:
        """Return the memberships that belong to no year."""
        return self.filter(dated=None)

    def with_years(self) -> Self:
        """Annotate `first_year` and `last_year`, between which `as_of` has a row.

        The institute has to exist, too. A row without a date has no first year, one
        that goes on no last year. That which ends within a year is over at its end.
        """
        year = Cast(Left("until", 4), models.IntegerField())
        is_whole = Q(until__endswith=end_of_year(0)[4:])
        return self.annotate(
            first_year=Cast(Left("dated", 4), models.IntegerField()),
            last_year=Case(When(is_whole, then=year), default=year - 1),
        )

    def counts_by_role(self) -> "dict[Membership.Role, int]":
        """Count the memberships by role, in the order of the roles."""
        rows = self.order_by().values("role").annotate(n=Count("*"))
        counts = {row["role"]: row["n"] for row in rows}
        return {role: counts[role] for role in Membership.Role if role in counts}

    def with_partner(self) -> Self:
        """Load the partner with its state and source, and the source, too."""
        return self.select_related("partner__state", "partner__source", "source")

    def with_institute(self) -> Self:
        """Load institute, agency and source too; order by the institute's acronym."""
        rows = self.select_related("institute__agency", "source")
        return rows.order_by(
            SearchFold("institute__acronym"), "institute__key", "role", "id"
        )


@track_history
class Membership(Cited):
    """That a source ties a partner to an institute in a role, at its time."""

    class Role(models.TextChoices):
        OPERATOR = "operator", _("Operator")
        LEAD_APPLICANT = "lead-applicant", _("Lead applicant")
        FOUNDER = "founder", _("Founder")
        MEMBER = "member", _("Member")
        PARTICIPANT = "participant", _("Participant")
        AFFILIATE = "affiliate", _("Affiliate")
        SPONSOR = "sponsor", _("Sponsor")

    natural_key_fields = ["institute", "partner", "role", "tier", "since"]
    select_related_for_str = ("institute", "partner")

    institute = models.ForeignKey(
        "Institute", models.PROTECT, related_name="memberships"
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        related_name="memberships",
        db_index=False,  # The index below begins with it.
    )
    tier = models.CharField(max_length=60, blank=True, db_collation="C")
    role = models.CharField(max_length=20, choices=Role, db_collation="C")
    since = PartialDateField(null=True, blank=True)
    until = PartialDateField(null=True, blank=True)
    # Its start, else the publication of its source: migrations/membership_dates.sql.
    dated = DerivedDateField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["institute__key", "partner__key", "role", "id"]
        indexes = [
            models.Index(fields=["role"], name="membership_by_role"),
            models.Index(  # Serves index-only scans of `as_of`.
                fields=["partner", "institute", "dated", "until"],
                name="membership_by_partner",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "partner", "role", "tier", "since"],
                name="membership_once",
                nulls_distinct=False,
                violation_error_message=_(
                    "This partner has this role, tier and start at this institute "
                    "already."
                ),
            ),
            end_after_start_check(
                "since",
                "until",
                name="membership_ends_after_it_starts",
                message=_("A membership cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()}, {self.institute})"

    def get_absolute_url(self) -> str:
        return self.partner.get_absolute_url()
