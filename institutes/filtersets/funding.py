from collections import Counter
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from institutes.filtersets.vocabularies import AGENCIES, INSTITUTES
from institutes.models import Bound, FundingRecord, Treatment
from institutes.models.ledger import Entry, assign_treatments
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import (
    AsOfFilter,
    FacetedFilterSet,
    SearchFilter,
    SortFilter,
)
from mfgusa.catalogue.filters.ranges import NumberFacet, RangeFacet
from mfgusa.catalogue.filters.vocabulary import (
    NOT_RECORDED,
    choices_vocabulary,
    column_vocabulary,
)
from mfgusa.catalogue.search.fields import SearchFold

ADDS_TO = ("adds_to", "not_adds_to")
YEARS = ("fiscal_year", "not_fiscal_year", "fiscal_year_min", "fiscal_year_max")


class TreatmentFacet(Facet):
    """What becomes of a record in the totals of what the other filters choose."""

    def __init__(self, field_name="pk", *, label, **kwargs):
        kwargs = {"vocabulary": choices_vocabulary(Treatment)} | kwargs
        super().__init__(field_name, label=label, **kwargs)

    def filter(self, rows, values):
        if not values:
            return rows
        told = self.parent.ledger.treatments
        found = [pk for pk, treatment in told.items() if treatment in values]
        return rows.exclude(pk__in=found) if self.exclude else rows.filter(pk__in=found)

    def counts(self, rows):
        told = self.parent.ledger.treatments
        return Counter(str(told[pk]) for pk in rows.values_list("pk", flat=True))


class FundingFilterSet(FacetedFilterSet):
    """How the records of money can be narrowed down."""

    q = SearchFilter(label=_("Search"))
    as_of = AsOfFilter()
    agency = Facet("institute__agency__code", label=_("Sponsor"), vocabulary=AGENCIES)
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
    def ledger(self):
        """The ledger of the chosen set, which every filter but the years chooses."""
        return self.rows_excluding_filters(*ADDS_TO, *YEARS).ledger(self.parents)

    @cached_property
    def shown(self):
        """What of that ledger the page shows: its years and standings, if chosen."""
        if not self.active_values.keys() & {*ADDS_TO, *YEARS}:
            return self.ledger
        shown = set(self.qs.order_by().values_list("pk", flat=True))
        return self.ledger.subset(lambda entry: entry.pk in shown)

    def counts(self, name):
        """As ever; but where standings are chosen, each value of a facet chooses a set
        of its own, in which they are told anew."""
        if name in (*ADDS_TO, *YEARS) or not self.active_values.keys() & set(ADDS_TO):
            return super().counts(name)
        left = (*self.facet_parameters[name], *ADDS_TO)
        in_years = set(self.rows_excluding_filters(*left).values_list("pk", flat=True))
        sets = self._sets(name, self.rows_excluding_filters(*left, *YEARS))
        return {
            value: sum(
                pk in in_years and self._keeps(treatment)
                for pk, treatment in assign_treatments(entries, self.parents).items()
            )
            for value, entries in sets.items()
        }

    def _sets(self, name, rows):
        """The set that each value of a facet chooses of some rows: one query."""
        sets = {}
        rows = rows.annotate(facet_value=self.filters[name].expression())
        for value, *fields in rows.values_list("facet_value", *Entry.__slots__):
            sets.setdefault(value or NOT_RECORDED, []).append(Entry(*fields))
        return sets

    def _keeps(self, treatment):
        wanted, unwanted = (self.active_values.get(name, ()) for name in ADDS_TO)
        return (not wanted or treatment in wanted) and treatment not in unwanted

    @cached_property
    def parents(self):
        return self.queryset.parents()
