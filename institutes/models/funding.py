from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from institutes.constraint_triggers import (
    forbid_cycles,
    require_container_of_same_institute,
)
from institutes.models.ledger import Entry, Ledger, LedgerField, Treatment
from institutes.models.measures import Bound
from mfgusa.catalogue.search.fields import SearchableQuerySet, search_column
from mfgusa.catalogue.urls import cached_reverse
from mfgusa.db.history import track_history
from mfgusa.fields.partial_dates import (
    PartialDateField,
    end_after_start_check,
    end_of_year,
)
from mfgusa.fields.slug_keys import NaturalKeyMixin, SlugKeyField
from mfgusa.provenance.models import Cited

if TYPE_CHECKING:
    from institutes.record_tree import RecordTree


class FundingRecordQuerySet(SearchableQuerySet["FundingRecord"], NaturalKeyMixin):
    """Funding records, by time and with the ledger that adds them up."""

    search_related = ("institute",)

    def as_of(self, year: int) -> Self:
        """Return the records that start by the end of a calendar year.

        Undated records belong to no year.
        """
        day = Q(period_start__lte=end_of_year(year))
        fiscal = Q(period_start=None, fiscal_year__lte=year)
        return self.filter(day | fiscal)

    def undated(self) -> Self:
        """Return the records without a start and without a fiscal year."""
        return self.filter(period_start=None, fiscal_year=None)

    def with_scope(self) -> Self:
        """Load the institute, the source and the containing record too."""
        return self.select_related("institute", "source", "part_of")

    def parents(self) -> dict[int, int]:
        """Map the primary key of every contained record to that of its container.

        Covers the whole table, not only the records of this QuerySet.
        """
        parts = self.model._base_manager.filter(part_of__isnull=False)
        return dict(parts.values_list("pk", "part_of_id"))

    def ledger(self, parents: Mapping[int, int] | None = None) -> Ledger:
        """Return the ledger of these records: what may be added up, and what not.

        Takes two queries, or one if `parents` is given. Filter the records by anything
        but the fiscal year.
        """
        rows = self.order_by().values_list(*Entry.__slots__)
        entries = [Entry(*row) for row in rows]
        return Ledger.of(entries, self.parents() if parents is None else parents)

    def ledgers_by(self, field: LedgerField) -> dict[int | None, Ledger]:
        """Return a ledger per institute or fiscal year; two queries for all."""
        return self.ledger().by(field)


@track_history
class FundingRecord(Cited):
    """Money that a source says was committed, shared or spent.

    Records overlap: `part_of` names the one that contains a record, and kinds must
    not be mixed in a sum. No institute means the whole network.
    """

    class Kind(models.TextChoices):
        INITIAL = "initial-commitment", _("Initial commitment")
        RENEWAL = "renewal", _("Renewal")
        COST_SHARE = "cost-share", _("Cost share")
        ANNUAL = "annual-obligation", _("Annual obligation")
        PROGRAM = "program-funds", _("Program funds")
        CO_INVESTMENT = "co-investment", _("Co-investment")

    class FunderType(models.TextChoices):
        FEDERAL = "federal", _("Federal")
        STATE = "state", _("State")
        INDUSTRY = "industry", _("Industry")
        NON_FEDERAL = "non-federal", _("Non-federal")
        MIXED = "mixed", _("Federal and other, stated as one sum")

    natural_key_fields = ["key"]
    select_related_for_str = ("institute",)

    key = SlugKeyField()
    institute = models.ForeignKey(
        "Institute",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="funding_records",
        help_text=_("Empty for the whole network."),
    )
    funder = models.CharField(max_length=200)
    funder_type = models.CharField(max_length=20, choices=FunderType)
    kind = models.CharField(max_length=20, choices=Kind)
    fiscal_year = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        db_comment="federal fiscal year, October to September",
        help_text=_("Federal fiscal year, October to September."),
    )
    period_start = PartialDateField(null=True, blank=True)
    period_end = PartialDateField(null=True, blank=True)
    amount_usd = models.BigIntegerField(_("amount"), db_comment="US dollars")
    bound = models.CharField(max_length=10, choices=Bound, default=Bound.EXACT)
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        help_text=_("The record that contains this one."),
    )
    note = models.TextField(blank=True)
    search = search_column(names=["funder"], text=["key", "note"])

    objects = FundingRecordQuerySet.as_manager()

    treatment: Treatment  # Set by the views that show totals.
    tree: "RecordTree"  # Set by `FundingDetail`.

    class Meta:
        ordering = ["key"]
        indexes = [
            models.Index(fields=["kind", "funder_type"], name="funding_by_kind"),
            models.Index(fields=["fiscal_year"], name="funding_by_year"),
            models.Index(fields=["amount_usd"], name="funding_by_amount"),
            models.Index(fields=["bound"], name="funding_by_bound"),
            models.Index(fields=["funder"], name="funding_by_funder"),
            GinIndex(fields=["search"], name="funding_search"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_usd__gte=0),
                name="funding_amount_is_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year__isnull=True)
                | Q(fiscal_year__range=(1900, 2100)),
                name="funding_year_has_four_digits",
                violation_error_message=_("A fiscal year has four digits: 2016."),
            ),
            end_after_start_check(
                "period_start",
                "period_end",
                name="funding_ends_after_it_starts",
                message=_("A funding period cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(part_of=F("id")),
                name="funding_is_not_part_of_itself",
                violation_error_message=_("A record cannot be part of itself."),
            ),
        ]
        triggers = [
            forbid_cycles(
                "institutes_fundingrecord", "part_of_id", "records and their wholes"
            ),
            require_container_of_same_institute(),
        ]

    def __str__(self) -> str:
        return self.key

    def natural_key(self) -> tuple[str, ...]:
        return (self.key,)

    def clean(self) -> None:
        parent, visited = self.part_of, {self.pk}
        if parent and parent.institute_id not in {None, self.institute_id}:
            raise ValidationError(
                {"part_of": _("The whole is of another institute; choose one of this.")}
            )
        while parent and parent.pk:
            if parent.pk in visited:
                raise ValidationError(
                    {"part_of": _("The chain of wholes comes back to this record.")}
                )
            visited.add(parent.pk)
            parent = parent.part_of

    def get_absolute_url(self) -> str:
        return cached_reverse("institutes:funding-detail", self.key)
