from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from institutes.constraint_triggers import require_unique_site_slug
from mfgusa.catalogue.search.fields import SearchableQuerySet, SearchFold, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.slug_keys import NaturalKeyMixin
from mfgusa.provenance.models import Cited

if TYPE_CHECKING:
    from institutes.models.institute import Institute

Point = tuple[float, float]  # Longitude and latitude in degrees (WGS 84).


class StateQuerySet(SearchableQuerySet["State"], NaturalKeyMixin):
    """The states, the District of Columbia and the territories."""

    def regions_with_institutes(self) -> "list[tuple[State.Region, int]]":
        """Count the institutes headquartered in each census region."""
        rows = self.order_by("region").values("region").annotate(n=Count("institutes"))
        counts = {row["region"]: row["n"] for row in rows}
        return [(region, counts.get(region, 0)) for region in State.Region]

    def by_region(self) -> Self:
        """Order by region, as the Census Bureau lists them, and by name."""
        positions = [
            When(region=region, then=position)
            for position, region in enumerate(State.Region)
        ]
        return self.order_by(Case(*positions), *(self.model._meta.ordering or ()))

    def with_counts(self) -> Self:
        """Annotate the numbers of institutes, sites, partners and programs."""
        return self.annotate(
            institute_count=_count_in_state("institutes.Institute", "state"),
            site_count=_count_in_state("institutes.Site", "state"),
            partner_count=_count_in_state("institutes.Partner", "state"),
            program_count=_count_in_state("institutes.WorkforceProgram", "states"),
        )


def _count_in_state(label: str, field: str) -> Coalesce:
    """Count the rows of a model whose `field` is the outer state, as a column."""
    rows = apps.get_model(label)._base_manager.filter(**{field: OuterRef("pk")})
    # Reads no other column, so that an index-only scan counts a million partners.
    counts = rows.order_by().values(field).annotate(count=Count("*"))
    return Coalesce(Subquery(counts.values("count")), 0)


@track_history
class State(models.Model):
    """A state, the District of Columbia or a territory.

    Regions and divisions: U.S. Census Bureau, "Census Regions and Divisions of the
    United States"; Puerto Rico and the Island Areas lie outside the four regions.
    """

    class Region(models.TextChoices):
        NORTHEAST = "northeast", _("Northeast")
        MIDWEST = "midwest", _("Midwest")
        SOUTH = "south", _("South")
        WEST = "west", _("West")
        ISLANDS = "island-areas", _("Puerto Rico and the Island Areas")

    class Division(models.TextChoices):
        NEW_ENGLAND = "new-england", _("New England")
        MIDDLE_ATLANTIC = "middle-atlantic", _("Middle Atlantic")
        EAST_NORTH_CENTRAL = "east-north-central", _("East North Central")
        WEST_NORTH_CENTRAL = "west-north-central", _("West North Central")
        SOUTH_ATLANTIC = "south-atlantic", _("South Atlantic")
        EAST_SOUTH_CENTRAL = "east-south-central", _("East South Central")
        WEST_SOUTH_CENTRAL = "west-south-central", _("West South Central")
        MOUNTAIN = "mountain", _("Mountain")
        PACIFIC = "pacific", _("Pacific")
        ISLANDS = "island-areas", _("Puerto Rico and the Island Areas")

    natural_key_fields = ["code"]

    code = models.CharField(max_length=2, unique=True, db_collation="C")
    name = models.CharField(max_length=60, unique=True)
    fips = models.CharField(
        _("FIPS code"), max_length=2, unique=True, db_comment="FIPS 5-2 state code"
    )
    region = models.CharField(_("census region"), max_length=20, choices=Region)
    division = models.CharField(_("census division"), max_length=20, choices=Division)
    search = search_column(names=["name", "code"], text=["region", "division"])

    objects = StateQuerySet.as_manager()

    partner_count: int  # Annotated by `with_counts`.

    class Meta:
        ordering = [SearchFold("name")]
        indexes = [
            models.Index(fields=["region", "division"], name="state_by_region"),
            GinIndex(fields=["search"], name="state_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2}$") & Q(fips__regex=r"^[0-9]{2}$"),
                name="state_has_postal_and_fips_code",
                violation_error_message=_(
                    "A state has a two-letter postal code and a two-digit FIPS code."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:place-detail", self.code)

    def natural_key(self) -> tuple[str, ...]:
        return (self.code,)


class SiteQuerySet(SearchableQuerySet["Site"]):
    """Sites, by kind and time."""

    search_related = ("institute", "state")

    def as_of(self, year: int) -> Self:
        """Return the sites of institutes that existed at the end of a year."""
        institutes = apps.get_model("institutes.Institute").objects.as_of(year)
        return self.filter(institute__in=institutes)

    def with_place(self) -> Self:
        """Load the institute with its agency, the state and the source too."""
        return self.select_related("institute__agency", "state", "source")

    def headquarters(self) -> Self:
        """Return the headquarters of the institutes."""
        return self.filter(kind=Site.Kind.HEADQUARTERS)

    def headquarters_of(
        self, institutes: "models.QuerySet[Institute] | Sequence[Institute]"
    ) -> Self:
        """Return the headquarters of some institutes."""
        return self.headquarters().filter(institute__in=institutes)

    def points(self) -> dict[str, Point | None]:
        """Map the key of each institute to a point of one of these sites."""
        rows = self.filter(latitude__isnull=False).order_by("-name")
        return {site.institute.key: site.point for site in rows.with_place()}

    def get_by_address(self, institute_key: str, slug: str) -> "Site | None":
        """Return the site of an institute whose address ends in `slug`, or None."""
        sites = self.filter(institute__key=institute_key)
        return next((site for site in sites if site.slug == slug), None)


@track_history
class Site(Cited):
    """A place where an institute works, such as its headquarters or a pilot plant."""

    class Kind(models.TextChoices):
        HEADQUARTERS = "headquarters", _("Headquarters")
        SATELLITE = "satellite", _("Satellite")
        PILOT_FACILITY = "pilot-facility", _("Pilot facility")
        INNOVATION_CENTER = "innovation-center", _("Innovation center")

    class Precision(models.TextChoices):
        ADDRESS = "address", _("Street address")
        CITY = "city", _("City")

    natural_key_fields = ["institute", "name"]
    select_related_for_str = ("institute",)

    institute = models.ForeignKey("Institute", models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200, db_collation="C")
    kind = models.CharField(max_length=20, choices=Kind)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.ForeignKey(
        State, models.PROTECT, null=True, blank=True, related_name="sites"
    )
    postal_code = models.CharField(max_length=10, blank=True)
    latitude = models.DecimalField(
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        db_comment="degrees north, WGS 84",
    )
    longitude = models.DecimalField(
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        db_comment="degrees east, WGS 84",
    )
    precision = models.CharField(
        max_length=10,
        choices=Precision,
        blank=True,
        help_text=_("What the point stands for."),
    )
    search = search_column(names=["name"], aliases=["city"], text=["street", "kind"])

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["institute__key", "name"]
        indexes = [
            models.Index(fields=["kind"], name="site_by_kind"),
            GinIndex(fields=["search"], name="site_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["institute", "name"],
                name="site_named_once",
                violation_error_message=_(
                    "This institute has a site of this name already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, precision="")
                | Q(latitude__isnull=False, latitude__range=(-90, 90))
                & Q(longitude__isnull=False, longitude__range=(-180, 180))
                & ~Q(precision=""),
                name="site_point_is_whole",
                violation_error_message=_(
                    "A point has a latitude (-90 to 90), a longitude (-180 to 180) "
                    "and a precision, or none of them."
                ),
            ),
        ]
        triggers = [require_unique_site_slug()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:site-detail", self.institute.key, self.slug)

    def clean(self) -> None:
        sites = Site.objects.filter(institute=self.institute_id).exclude(pk=self.pk)
        for site in sites.exclude(name=self.name):
            if site.slug == slugify(self.name):
                message = _(
                    "“%(name)s” of this institute has the same address, %(address)s; "
                    "give a name that differs in a letter or a digit."
                )
                params = {"name": site.name, "address": site.get_absolute_url()}
                raise ValidationError({"name": message % params})

    @property
    def slug(self) -> str:
        """The last part of the address: the name, or the id if it has no letters."""
        return slugify(self.name) or str(self.pk)

    @property
    def point(self) -> Point | None:
        """The longitude and latitude, or None if they are not recorded."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.longitude), float(self.latitude)
