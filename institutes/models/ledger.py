"""Which funding records of a set may be added up: the one place of the rule.

Records overlap: sources report the same money as a whole and in parts, as a promise
and as a payment, for an institute and for the network. So only commitments to
institutes (initial agreements, renewals, cost share) are added, and within a set

- a record is left out when a record that contains it, at any depth, is counted;
- maximum amounts ("at most") are left out, and no record is left out because it is
  part of one;
- federal funding, non-federal funding and combined sums that do not separate the two
  make three totals, never one. A combined sum is left out as soon as one of its parts
  is counted by itself.

A set is chosen by anything but the fiscal year: the years divide the totals, so that
they add up to the totals whichever years are shown.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutes.models.measures import Bound
from mfgusa.fields.partial_dates import PartialDate

COMMITMENT_KINDS = {"initial-commitment", "renewal", "cost-share"}

LedgerField = Literal["institute_id", "fiscal_year"]  # What a ledger is divided by.


class Treatment(models.TextChoices):
    """How the totals of a set treat a record; every record has exactly one."""

    FEDERAL = "federal", _("Federal money")
    NON_FEDERAL = "other", _("Other money")
    UNSPLIT = "unsplit", _("Stated as one sum")
    PART = "part", _("Part of a counted record")
    SPLIT = "split", _("Sum counted by its parts")
    MAXIMUM = "ceiling", _("Ceiling")
    NOT_A_COMMITMENT = "not-a-commitment", _("Not a commitment")
    NETWORK = "network", _("Of the whole network")

    @property
    def is_counted(self) -> bool:
        """Whether the record is in one of the totals."""
        return self in COUNTED_TREATMENTS


COUNTED_TREATMENTS = (Treatment.FEDERAL, Treatment.NON_FEDERAL, Treatment.UNSPLIT)
TREATMENT_BY_FUNDER_TYPE = {
    "federal": Treatment.FEDERAL,
    "state": Treatment.NON_FEDERAL,
    "industry": Treatment.NON_FEDERAL,
    "non-federal": Treatment.NON_FEDERAL,
    "mixed": Treatment.UNSPLIT,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """The columns of a record that the rule needs."""

    pk: int
    institute_id: int | None
    fiscal_year: int | None
    kind: str
    funder_type: str
    bound: str
    amount_usd: int
    source_id: int
    source__published: PartialDate | None

    @property
    def own_treatment(self) -> Treatment:
        """The treatment as far as it does not depend on other records."""
        if self.institute_id is None:
            return Treatment.NETWORK
        if self.kind not in COMMITMENT_KINDS:
            return Treatment.NOT_A_COMMITMENT
        if self.bound == Bound.AT_MOST:
            return Treatment.MAXIMUM
        return TREATMENT_BY_FUNDER_TYPE[self.funder_type]


def assign_treatments(
    entries: Iterable[Entry], parents: Mapping[int, int]
) -> dict[int, Treatment]:
    """Return the treatment of each record of a set, by primary key.

    `parents` maps every contained record, in the set or not, to its container.
    """
    split = (Treatment.FEDERAL, Treatment.NON_FEDERAL)
    treatments = {entry.pk: entry.own_treatment for entry in entries}
    _leave_out_parts(treatments, parents, split)
    for pk in [pk for pk, treatment in treatments.items() if treatment in split]:
        for ancestor in ancestors(pk, parents):
            if treatments.get(ancestor) == Treatment.UNSPLIT:
                treatments[ancestor] = Treatment.SPLIT
    _leave_out_parts(treatments, parents, COUNTED_TREATMENTS)
    return treatments


def _leave_out_parts(
    treatments: dict[int, Treatment],
    parents: Mapping[int, int],
    counted: Collection[Treatment],
) -> None:
    """Mark the records with a counted treatment that another such record contains."""
    firm = {pk for pk, treatment in treatments.items() if treatment in counted}
    for pk in firm:
        if not firm.isdisjoint(ancestors(pk, parents)):
            treatments[pk] = Treatment.PART


def unattributed_amounts(
    entries: Collection[Entry],
    treatments: Mapping[int, Treatment],
    parents: Mapping[int, int],
) -> dict[int, int]:
    """Return by how much each outermost sum exceeds those of its parts that count.

    In US dollars, by primary key. Sources often state a sum and only its federal part,
    and do not say whose the rest is, so that the rest is in no total.
    """
    sums = {
        entry.pk: entry.amount_usd
        for entry in entries
        if treatments[entry.pk] == Treatment.SPLIT
    }
    for entry in entries:
        if treatments[entry.pk].is_counted:
            for ancestor in sums.keys() & ancestors(entry.pk, parents):
                sums[ancestor] -= entry.amount_usd
    outermost = [pk for pk in sums if sums.keys().isdisjoint(ancestors(pk, parents))]
    return {pk: max(0, sums[pk]) for pk in outermost}


def ancestors(pk: int, parents: Mapping[int, int]) -> list[int]:
    """Return the records that contain a record, the nearest first."""
    path: list[int] = []
    parent = parents.get(pk)
    while parent and parent not in path:
        path.append(parent)
        parent = parents.get(parent)
    return path


@dataclass(frozen=True)
class Total:
    """One sum: the records that it adds up, with their bound, sources and date."""

    treatment: Treatment
    entries: tuple[Entry, ...]

    @cached_property
    def amount(self) -> int:
        """The sum in US dollars."""
        return sum(entry.amount_usd for entry in self.entries)

    @property
    def count(self) -> int:
        return len(self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def bound(self) -> Bound:
        """How exact the sum is.

        One "at least" makes it a floor, whatever the others are; otherwise one "about"
        makes it "about".
        """
        bounds = {entry.bound for entry in self.entries}
        for bound in (Bound.AT_LEAST, Bound.ABOUT):
            if bound in bounds:
                return bound
        return Bound.EXACT

    @property
    def sources(self) -> set[int]:
        return {entry.source_id for entry in self.entries}

    @property
    def newest(self) -> PartialDate | None:
        """The date on which the newest source of the sum was published."""
        days = [entry.source__published for entry in self.entries]
        return max(filter(None, days), default=None)


@dataclass(frozen=True)
class Ratio:
    """Non-federal dollars per federal dollar, and how exact that is."""

    value: float
    bound: Bound


class Ledger:
    """The three totals of a set of records, and why the other records are left out."""

    def __init__(
        self,
        entries: Iterable[Entry],
        treatments: Mapping[int, Treatment],
        unattributed: Mapping[int, int],
    ) -> None:
        self.entries, self.treatments = tuple(entries), treatments
        self._unattributed = unattributed

    @classmethod
    def of(cls, entries: Collection[Entry], parents: Mapping[int, int]) -> "Ledger":
        """Return the ledger of a set; `parents` as for `assign_treatments`."""
        treatments = assign_treatments(entries, parents)
        unattributed = unattributed_amounts(entries, treatments, parents)
        return cls(entries, treatments, unattributed)

    def total(self, treatment: Treatment) -> Total:
        rows = [e for e in self.entries if self.treatments[e.pk] == treatment]
        return Total(treatment, tuple(rows))

    @cached_property
    def federal(self) -> Total:
        return self.total(Treatment.FEDERAL)

    @cached_property
    def non_federal(self) -> Total:
        return self.total(Treatment.NON_FEDERAL)

    @cached_property
    def unsplit(self) -> Total:
        return self.total(Treatment.UNSPLIT)

    @property
    def totals(self) -> tuple[Total, Total, Total]:
        return self.federal, self.non_federal, self.unsplit

    def __bool__(self) -> bool:
        """Whether any record may be added up."""
        return any(self.totals)

    @cached_property
    def counts(self) -> Counter[Treatment]:
        """How many records have each treatment."""
        return Counter(self.treatments[entry.pk] for entry in self.entries)

    @property
    def excluded(self) -> dict[Treatment, int]:
        """How many records are in no total, by treatment."""
        return {
            treatment: self.counts[treatment]
            for treatment in Treatment
            if self.counts[treatment] and not treatment.is_counted
        }

    @property
    def ratio(self) -> Ratio | None:
        """Non-federal dollars per federal dollar; None if either is not recorded.

        The bound of the non-federal total holds over an exact federal total; otherwise
        the ratio is "about".
        """
        if not (self.federal.amount and self.non_federal.amount):
            return None
        is_exact = self.federal.bound == Bound.EXACT
        bound = self.non_federal.bound if is_exact else Bound.ABOUT
        return Ratio(self.non_federal.amount / self.federal.amount, bound)

    @property
    def unattributed(self) -> int:
        """US dollars in sums counted by component that no counted component covers."""
        return sum(self._unattributed.get(entry.pk, 0) for entry in self.entries)

    def subset(self, predicate: Callable[[Entry], bool]) -> "Ledger":
        """Return the records that fulfill `predicate`, with the treatments of here."""
        return self._slice(entry for entry in self.entries if predicate(entry))

    def by(self, field: LedgerField) -> dict[int | None, "Ledger"]:
        """Divide the ledger by institute or fiscal year; the slices add up to it."""
        slices: dict[int | None, list[Entry]] = {}
        for entry in self.entries:
            slices.setdefault(getattr(entry, field), []).append(entry)
        return {value: self._slice(entries) for value, entries in slices.items()}

    def _slice(self, entries: Iterable[Entry]) -> "Ledger":
        return Ledger(entries, self.treatments, self._unattributed)
