from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, IntegerField, Min, OuterRef, Prefetch, Q
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from institutes.constraint_triggers import (
    forbid_cycles,
    forbid_truncate_of_focus_links,
    require_primary_focus,
)
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.partial_dates import (
    PartialDate,
    PartialDateField,
    end_after_start_check,
    end_of_year,
)
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.provenance.models import Cited

if TYPE_CHECKING:
    from institutes.models.focus_area import FocusArea
    from institutes.models.ledger import Ledger


class AgencyQuerySet(SearchableQuerySet["Agency"], NaturalKeyMixin):
    """Sponsoring agencies."""


@track_history
class Agency(Cited):
    """A federal department or a part of one."""

    natural_key_fields = ["code"]

    code = models.CharField(max_length=20, unique=True, db_collation="C")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    website = models.URLField(max_length=300, blank=True)
    search = search_column(names=["code", "name"], text=["website"])

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = _("agencies")
        indexes = [GinIndex(fields=["search"], name="agency_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]+(-[A-Z0-9]+)*$"),
                name="agency_code_is_upper_case",
                violation_error_message=_(
                    "An agency's code has upper-case letters, digits and single "
                    "hyphens only, such as “OSD-MANTECH”."
                ),
            )
        ]
        triggers = [forbid_cycles("institutes_agency", "parent_id", "parent agencies")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)


class InstituteQuerySet(SearchableQuerySet["Institute"], NaturalKeyMixin):
    """Institutes, with what belongs to them and by time."""

    search_related = ("agency", "state", "focus_areas")

    def with_place(self) -> Self:
        """Load the agency, the state and the source too."""
        return self.select_related("agency", "state", "source")

    def with_focus_areas(self) -> Self:
        """Prefetch the links to focus areas, with the areas and their parents."""
        links = InstituteFocusArea.objects.select_related("focus_area__parent")
        return self.prefetch_related(Prefetch("focus_links", links))

    def with_sector_count(self) -> Self:
        """Annotate from how many of industry, academia and government partners are.

        Memberships of any time count, as in the facet over the sectors of partners; a
        year that restricts the institutes does not change the number.
        """
        institute = Institute.objects.filter(pk=OuterRef("pk"))
        has_sector = (
            Cast(
                Exists(institute.filter(memberships__partner__sector=sector)),
                IntegerField(),
            )
            for sector in ("industry", "academia", "government")
        )
        return self.annotate(sector_count=reduce(add, has_sector))

    def active(self) -> Self:
        """Return the active institutes."""
        return self.filter(status=Institute.Status.ACTIVE)

    def first_year(self) -> int | None:
        """Return the year in which the first institute began, or None if unknown."""
        started = Min(Coalesce("established", "announced"))
        first = self.aggregate(first=started)["first"]
        return PartialDate(first).year if first else None

    def as_of(self, year: int) -> Self:
        """Return the institutes that existed at the end of a calendar year.

        An institute exists from its establishment, or from its announcement if no
        establishment is recorded, until it closes.
        """
        is_closed = Q(closed__lte=end_of_year(year))
        return (
            self.alias(started=Coalesce("established", "announced"))
            .filter(~is_closed | Q(closed=None))
            .filter(started__lte=end_of_year(year))
        )


@track_history
class Institute(Cited):
    """A Manufacturing USA institute."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        TRANSITIONED = "transitioned", _("Transitioned")
        ANNOUNCED = "announced", _("Announced")
        CLOSED = "closed", _("Closed")

    natural_key_fields = ["key"]

    key = SlugKeyField()
    acronym = models.CharField(_("short name"), max_length=40)
    name = models.CharField(max_length=200)
    former_name = models.CharField(max_length=200, blank=True)
    operator = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=Status)
    status_note = models.TextField(blank=True)
    announced = PartialDateField(null=True, blank=True)
    established = PartialDateField(null=True, blank=True)
    closed = PartialDateField(
        null=True,
        blank=True,
        help_text=_("When it closed or left the network."),
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="institutes"
    )
    city = models.CharField(max_length=100, blank=True)
    state = models.ForeignKey(
        "State", models.PROTECT, null=True, blank=True, related_name="institutes"
    )
    website = models.URLField(max_length=300, blank=True)
    focus_areas: "models.ManyToManyField[FocusArea, InstituteFocusArea]"
    focus_areas = models.ManyToManyField(
        "FocusArea", through="InstituteFocusArea", related_name="institutes"
    )
    search = search_column(
        names=["acronym", "name"],
        aliases=["former_name", "operator", "city"],
        text=["summary", "status_note"],
    )

    objects = InstituteQuerySet.as_manager()

    ledger: "Ledger"  # Set by `ledgers_by_institute`.

    class Meta:
        ordering = [SearchFold("acronym"), "key"]
        indexes = [
            models.Index(fields=["status"], name="institute_by_status"),
            models.Index(SearchFold("acronym"), "key", name="institute_by_acronym"),
            models.Index(SearchFold("name"), name="institute_by_name"),
            models.Index(fields=["established"], name="institute_by_establishment"),
            models.Index(fields=["announced"], name="institute_by_announcement"),
            GinIndex(fields=["search"], name="institute_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(key__in=["network", "compare"]),
                name="institute_key_is_free",
                violation_error_message=_(
                    "“network” stands for the whole network in every table and "
                    "“compare” is a page, so no institute can have that key."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closed=None) | Q(status__in=["closed", "transitioned"]),
                name="institute_that_closed_says_so",
                violation_error_message=_(
                    "An institute with a closing date is closed or transitioned."
                ),
            ),
            end_after_start_check(
                "established",
                "closed",
                name="institute_closes_after_it_starts",
                message=_("An institute cannot close before it is established."),
            ),
        ]
        triggers = [require_primary_focus("institute", "NEW.id", pgtrigger.Insert)]

    def __str__(self) -> str:
        return self.acronym

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:institute-detail", self.key)

    def natural_key(self) -> tuple[str, ...]:
        return (self.key,)


@track_history
class InstituteFocusArea(models.Model):
    """That an institute works in a focus area; one area is its primary one."""

    natural_key_fields = ["institute", "focus_area"]

    institute = models.ForeignKey(Institute, models.CASCADE, related_name="focus_links")
    focus_area = models.ForeignKey(
        "FocusArea", models.PROTECT, related_name="institute_links"
    )
    primary = models.BooleanField(default=False)

    class Meta:
        ordering = ["-primary", SearchFold("focus_area__name")]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "focus_area"],
                name="focus_area_linked_once",
                violation_error_message=_(
                    "This institute has this focus area already."
                ),
            ),
            models.UniqueConstraint(
                fields=["institute"],
                condition=Q(primary=True),
                name="institute_has_one_primary_focus",
                violation_error_message=_(
                    "An institute has exactly one primary focus area."
                ),
            ),
        ]
        triggers = [
            require_primary_focus(
                "link",
                "COALESCE(OLD.institute_id, NEW.institute_id)",
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
            forbid_truncate_of_focus_links(),
        ]

    def __str__(self) -> str:
        return f"{self.institute}: {self.focus_area}"
