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
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mfgusa.catalogue.facet_index.triggers import stale_after
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import recorded
from mfgusa.fields.partial_dates import PartialDateField, end_of, ends_after_it_starts
from mfgusa.fields.slug_keys import KeyedQuerySet, KeyField
from mfgusa.fields.text_lists import WordsField
from mfgusa.provenance.models import Cited


def country_abroad(in_a_state):
    """The country of a partner that is in no state; for others what is given."""
    return Case(When(state=None, then=F("country")), default=in_a_state)


class PartnerQuerySet(SearchableQuerySet, KeyedQuerySet):
    """The organisations that work with the institutes."""

    search_related = ("state",)

    def as_of(self, year):
        """Those that a source ties to an institute by the end of a calendar year.

        Their `institute_count` is that of the year.
        """
        ties = Membership.objects.as_of(year).filter(partner=OuterRef("pk"))
        return self.filter(Exists(ties)).with_institute_count(year)

    def with_institute_count(self, year=None):
        """With the number of institutes that sources tie them to, ever or by a year."""
        ties = Membership.objects.known_by(year).filter(partner=OuterRef("pk"))
        each = ties.order_by().values("partner")
        count = each.annotate(found=Count("institute", distinct=True)).values("found")
        return self.annotate(institute_count=Coalesce(Subquery(count), 0))

    def in_projects(self):
        """Those that lead a project or take part in one."""
        links = self.model._meta.get_field("project_links").related_model.objects
        return self.filter(pk__in=links.order_by().values("partner"))

    def with_place(self):
        return self.select_related("state", "source")

    def with_memberships(self, year=None, **chosen):
        """With their `ties` by institute, ever or by a year; `chosen` narrows them."""
        ties = Membership.objects.known_by(year).filter(**chosen).with_institute()
        return self.prefetch_related(Prefetch("memberships", ties, to_attr="ties"))

    def counts_by_place(self):
        """How many of them are in each state, and beyond in each country, `found`."""
        names = ("code", "name", "region")
        places = self.order_by().values(
            "state",
            *(f"state__{name}" for name in names),
            abroad=country_abroad(Value("")),
        )
        counted = places.annotate(found=Count("pk"))
        return list(counted.order_by("state__name", "abroad"))

    def related_partners(self, partner):
        """The other partners of its institutes, those that share most of them first.

        Each has the number that it shares as `shared_count`.
        """
        shared = partner.memberships.order_by().values("institute")
        others = self.filter(memberships__institute__in=shared).exclude(pk=partner.pk)
        counted = others.annotate(
            shared_count=Count("memberships__institute", distinct=True)
        )
        return counted.order_by("-shared_count", *self.model._meta.ordering)


@stale_after("partner")
@recorded
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

    key = KeyField()
    name = models.CharField(max_length=200)
    aliases = WordsField(
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

    class Meta:
        ordering = [SearchFold("name"), "key"]
        indexes = [
            models.Index(  # It is gone along without a look at the rows.
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

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return cached_reverse("institutes:partner-detail", self.key)

    def natural_key(self):
        return (self.key,)


class MembershipQuerySet(models.QuerySet):
    """Who is tied to which institute, and how."""

    def as_of(self, year):
        """Ties known by the end of a calendar year, to institutes that stood then.

        A tie whose start and whose source have no date belongs to no year.
        """
        institutes = self.model._meta.get_field("institute").related_model
        over = Q(until__isnull=False, until__lt=end_of(year))
        known = self.alias(known=Coalesce("since", "source__published"))
        return known.filter(
            ~over,
            known__lte=end_of(year),
            institute__in=institutes.objects.as_of(year),
        )

    def known_by(self, year):
        """As `as_of`; all ties when there is no year."""
        return self.all() if year is None else self.as_of(year)

    def undated(self):
        """Ties that no year can be told of."""
        return self.filter(since=None, source__published=None)

    def counts_by_role(self):
        """How many there are in each role, in the order of the roles."""
        told = dict(self.order_by().values_list("role").annotate(found=Count("*")))
        return {role: told[role] for role in self.model.Role if role in told}

    def with_partner(self):
        return self.select_related("partner__state", "partner__source", "source")

    def with_institute(self):
        """With the institute, its sponsor and the source, by the institute's name."""
        rows = self.select_related("institute__agency", "source")
        return rows.order_by(
            SearchFold("institute__acronym"), "institute__key", "role", "id"
        )


@stale_after("partner", "partner_id")
@recorded
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
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="memberships")
    tier = models.CharField(max_length=60, blank=True, db_collation="C")
    role = models.CharField(max_length=20, choices=Role, db_collation="C")
    since = PartialDateField(null=True, blank=True)
    until = PartialDateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["institute__key", "partner__key", "role", "id"]
        indexes = [
            models.Index(fields=["role"], name="membership_by_role"),
            models.Index(fields=["since", "until"], name="membership_by_time"),
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
            ends_after_it_starts(
                "since",
                "until",
                name="membership_ends_after_it_starts",
                message=_("A membership cannot end before it starts."),
            ),
        ]

    def __str__(self):
        return f"{self.partner} ({self.get_role_display()}, {self.institute})"

    def get_absolute_url(self):
        return self.partner.get_absolute_url()
