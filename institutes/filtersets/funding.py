from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import AGENCIES, INSTITUTES
from institutes.models import Bound, FundingRecord, Treatment
from institutes.models.funding import FundingRecordQuerySet
from institutes.models.ledger import Entry, Ledger, assign_treatments
from mfgusa.catalogue.facet_index.row_sets import RowSet
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.fields import AsOfFilter, SearchFilter, SortFilter
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet, RangeFacet
from mfgusa.catalogue.filters.vocabulary import (
    choices_vocabulary,
    column_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ADDS_TO = ("adds_to", "not_adds_to")
YEARS = ("fiscal_year", "not_fiscal_year", "fiscal_year_min", "fiscal_year_max")


class TreatmentFacet(Facet):
    """How the totals of the records that the other filters find treat a record."""

    is_indexed = False

    def __init__(
        self, field_name: str = "pk", *, label: "StrOrPromise", **kwargs: Any
    ) -> None:
        kwargs = {"vocabulary": choices_vocabulary(Treatment)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def row_set(self, values: list[str]) -> RowSet:
        treatments = self._treatments.items()
        return RowSet([pk for pk, treatment in treatments if treatment in values])

    @property
    def _treatments(self) -> Mapping[int, Treatment]:
        ledger: Ledger = self.parent.ledger
        return ledger.treatments


class FundingFilterSet(FacetedFilterSet):
    """The filters of funding records, and the ledger of what they find."""

    rows = FundingRecord.objects.all()

    q = SearchFilter(label=_("Search"))
    as_of = AsOfFilter()
    agency = Facet(
        "institute__agency__code", label=_("Sponsoring agency"), vocabulary=AGENCIES
    )
    institute = Facet("institute__key", label=_("Institute"), vocabulary=INSTITUTES)
    funder_type = Facet(
        "funder_type",
        label=_("Who pays"),
        vocabulary=choices_vocabulary(FundingRecord.FunderType),
    )
    adds_to = TreatmentFacet(label=_("In the totals"))
    kind = Facet(
        "kind", label=_("Kind"), vocabulary=choices_vocabulary(FundingRecord.Kind)
    )
    funder = Facet(
        "funder",
        label=_("Funder"),
        vocabulary=column_vocabulary(FundingRecord.objects.all(), "funder"),
    )
    fiscal_year = NumberFacet(
        "fiscal_year", label=_("Fiscal year"), first=1900, last=2100
    )
    amount = RangeFacet("amount_usd", label=_("Amount"), unit=_("in US dollars"))
    bound = Facet("bound", label=_("How exact"), vocabulary=choices_vocabulary(Bound))
    sort = SortFilter(
        amount=("amount_usd", _("Amount")),
        fiscal_year=("fiscal_year", _("Fiscal year")),
        institute=(SearchFold("institute__acronym"), _("Institute")),
        funder=(SearchFold("funder"), _("Funder")),
    )

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of the records that all filters but the years find."""
        rows = self.rows_excluding_filters(*ADDS_TO, *YEARS)
        assert isinstance(rows, FundingRecordQuerySet)
        return rows.ledger(self.parents)

    @cached_property
    def shown_ledger(self) -> Ledger:
        """The part of the ledger with the chosen years and treatments."""
        if not self.active_values.keys() & {*ADDS_TO, *YEARS}:
            return self.ledger
        shown = self.row_set()
        return self.ledger.subset(lambda entry: entry.pk in shown)

    def counts(self, name: str) -> dict[str, int]:
        """Count as any FilterSet, unless treatments are chosen.

        Then each value of a facet makes a set of records with treatments of its own.
        """
        if name in (*ADDS_TO, *YEARS) or not self.active_values.keys() & set(ADDS_TO):
            return super().counts(name)
        ignored = (*self.facet_parameters[name], *ADDS_TO)
        in_years, rows = self.row_set(*ignored), self.row_set(*ignored, *YEARS)
        entries = self._entries(self.rows_excluding_filters(*ignored, *YEARS))
        return {
            value: sum(
                pk in in_years and self._is_chosen(treatment)
                for pk, treatment in self._treatments(entries, rows & members)
            )
            for value, members in self.sets(name).items()
        }

    def value_counts(self, name: str, rows: RowSet) -> dict[str, int]:
        if name == "adds_to":
            return Counter(str(self.ledger.treatments[pk]) for pk in rows)
        return super().value_counts(name, rows)

    @staticmethod
    def _entries(records: models.QuerySet[Any]) -> dict[int, Entry]:
        entries = (Entry(*row) for row in records.values_list(*Entry.__slots__))
        return {entry.pk: entry for entry in entries}

    def _treatments(
        self, entries: Mapping[int, Entry], rows: RowSet
    ) -> Iterable[tuple[int, Treatment]]:
        """Return how the totals of some records treat each of them."""
        chosen = [entries[pk] for pk in rows]
        return assign_treatments(chosen, self.parents).items()

    def _is_chosen(self, treatment: Treatment) -> bool:
        chosen, excluded = (self.active_values.get(name, ()) for name in ADDS_TO)
        return (not chosen or treatment in chosen) and treatment not in excluded

    @cached_property
    def parents(self) -> dict[int, int]:
        """The containers of all records, as `FundingRecordQuerySet.parents`."""
        rows: FundingRecordQuerySet = self.queryset
        return rows.parents()
