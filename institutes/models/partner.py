from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutes.models.source import Cited, ends_after_it_starts
from mfgusa.catalogue.search import Folded, SearchableQuerySet, search_column
from mfgusa.history import recorded
from mfgusa.keys import KeyedQuerySet, KeyField
from mfgusa.partial_dates import PartialDateField
from mfgusa.words import WordsField


class PartnerQuerySet(SearchableQuerySet, KeyedQuerySet):
    """The organisations that work with the institutes."""


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
        ordering = [Folded("name"), "key"]
        indexes = [
            models.Index(Folded("name"), "key", name="partner_by_name"),
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

    def natural_key(self):
        return (self.key,)


class MembershipQuerySet(models.QuerySet):
    """Who is tied to which institute, and how."""

    def with_partner(self):
        return self.select_related("partner__state", "partner__source", "source")


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
