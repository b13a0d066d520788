"""What of a set of funding records may be added up. The one place of the rule.

Records overlap: sources tell of the same money as a whole and in parts, as a promise
and as a payment, of an institute and of the network. So only commitments of institutes
(first agreements, renewals, cost share) are added, and of a chosen set

- a record is left out when one that contains it, at any depth, is counted;
- ceilings ("at most") are left out, and nothing is left out for lying in one;
- federal money, other money and sums that do not tell the two apart make three totals,
  never one. Such a sum is left out as soon as a part of it is counted by itself.

A set is chosen by anything but the fiscal year: the years divide the totals, so that
they add up to them whatever years are shown.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutes.models.measures import Bound
from mfgusa.fields.partial_dates import PartialDate

COMMITMENT_KINDS = {"initial-commitment", "renewal", "cost-share"}


class Treatment(models.TextChoices):
    """What becomes of a record in the totals of a chosen set; each has exactly one."""

    FEDERAL = "federal", _("Federal money")
    OTHER = "other", _("Other money")
    UNSPLIT = "unsplit", _("Stated as one sum")
    PART = "part", _("Part of a counted record")
    SPLIT = "split", _("Sum counted by its parts")
    CEILING = "ceiling", _("Ceiling")
    NOT_A_COMMITMENT = "not-a-commitment", _("Not a commitment")
    NETWORK = "network", _("Of the whole network")

    @property
    def is_counted(self):
        return self in COUNTED_TREATMENTS


COUNTED_TREATMENTS = (Treatment.FEDERAL, Treatment.OTHER, Treatment.UNSPLIT)
TREATMENT_BY_FUNDER_TYPE = {  # Which total a type of funder belongs to.
    "federal": Treatment.FEDERAL,
    "state": Treatment.OTHER,
    "industry": Treatment.OTHER,
    "non-federal": Treatment.OTHER,
    "mixed": Treatment.UNSPLIT,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What the rule has to know of a record."""

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
        """Its standing as far as it depends on no other record."""
        if self.institute_id is None:
            return Treatment.NETWORK
        if self.kind not in COMMITMENT_KINDS:
            return Treatment.NOT_A_COMMITMENT
        if self.bound == Bound.AT_MOST:
            return Treatment.CEILING
        return TREATMENT_BY_FUNDER_TYPE[self.funder_type]


def treatments(entries: Iterable[Entry], parents: Mapping[int, int]) -> dict:
    """The standing of each record of a chosen set, by primary key.

    `wholes` leads from every part there is, in the set or not, to its whole.
    """
    told = {entry.pk: entry.own_treatment for entry in entries}
    _leave_out_parts(told, parents, (Treatment.FEDERAL, Treatment.OTHER))
    for pk in [
        pk for pk, s in told.items() if s in (Treatment.FEDERAL, Treatment.OTHER)
    ]:
        for whole in ancestors(pk, parents):
            if told.get(whole) == Treatment.UNSPLIT:
                told[whole] = Treatment.SPLIT
    _leave_out_parts(told, parents, COUNTED_TREATMENTS)
    return told


def _leave_out_parts(told: dict, parents: Mapping[int, int], classes: Collection):
    """Make parts of those records of some classes that lie in another one of them."""
    firm = {pk for pk, treatment in told.items() if treatment in classes}
    for pk in firm:
        if not firm.isdisjoint(ancestors(pk, parents)):
            told[pk] = Treatment.PART


def unattributed(
    entries: Iterable[Entry],
    told: Mapping[int, Treatment],
    parents: Mapping[int, int],
) -> dict[int, int]:
    """By how much each outermost sum exceeds those of its parts that are counted.

    Sources often state a sum and only its federal part; whose the rest is they leave
    open, so that it is in no total.
    """
    entries = list(entries)
    sums = {e.pk: e.amount_usd for e in entries if told[e.pk] == Treatment.SPLIT}
    for entry in entries:
        for whole in sums.keys() & ancestors(entry.pk, parents):
            if told[entry.pk].is_counted:
                sums[whole] -= entry.amount_usd
    outermost = [pk for pk in sums if sums.keys().isdisjoint(ancestors(pk, parents))]
    return {pk: max(0, sums[pk]) for pk in outermost}


def ancestors(pk: int, parents: Mapping[int, int]) -> list[int]:
    """The records that contain a record, from the nearest on."""
    above: list[int] = []
    while (pk := parents.get(pk)) and pk not in above:
        above.append(pk)
    return above


@dataclass(frozen=True)
class Total:
    """One sum: the records that it adds up, and what may be said of them together."""

    treatment: Treatment
    entries: tuple[Entry, ...]

    @cached_property
    def amount(self) -> int:
        return sum(entry.amount_usd for entry in self.entries)

    @property
    def count(self) -> int:
        return len(self.entries)

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def bound(self) -> Bound:
        """How exact the sum is.

        One "at least" makes it a floor, however exact the rest. One "about" makes it
        "about"; together they are a floor, for what lies above one is the larger doubt.
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
        """When the newest source of the sum was published."""
        days = [entry.source__published for entry in self.entries]
        return max(filter(None, days), default=None)


@dataclass(frozen=True)
class Ratio:
    """Other money for each federal dollar, and how exact that is."""

    value: float
    bound: Bound


class Ledger:
    """The three totals of a chosen set, and why each record left out is left out."""

    def __init__(
        self,
        entries: Iterable[Entry],
        treatments: Mapping[int, Treatment],
        unattributed: Mapping[int, int],
    ):
        self.entries, self.treatments = tuple(entries), treatments
        self._unattributed = unattributed

    @classmethod
    def of(cls, entries: Collection[Entry], parents: Mapping[int, int]) -> "Ledger":
        """The ledger of a chosen set; `wholes` as `standings` takes them."""
        told = treatments(entries, parents)
        return cls(entries, told, unattributed(entries, told, parents))

    def total(self, treatment: Treatment) -> Total:
        rows = [e for e in self.entries if self.treatments[e.pk] == treatment]
        return Total(treatment, tuple(rows))

    @cached_property
    def federal(self) -> Total:
        return self.total(Treatment.FEDERAL)

    @cached_property
    def other(self) -> Total:
        return self.total(Treatment.OTHER)

    @cached_property
    def unsplit(self) -> Total:
        return self.total(Treatment.UNSPLIT)

    @property
    def totals(self) -> tuple[Total, Total, Total]:
        return self.federal, self.other, self.unsplit

    def __bool__(self) -> bool:
        """Whether there is anything that may be added up."""
        return any(self.totals)

    @cached_property
    def counts(self) -> Counter:
        """How many records have each standing."""
        return Counter(self.treatments[entry.pk] for entry in self.entries)

    @property
    def left_out(self) -> dict[Treatment, int]:
        """How many records are in no total, by the reason."""
        found = self.counts
        return {s: found[s] for s in Treatment if found[s] and not s.is_counted}

    @property
    def ratio(self) -> Ratio | None:
        """Other money per federal dollar; none where one of the two is not recorded.

        A floor over an exact sum is a floor; any other doubt makes it "about".
        """
        if not (self.federal.amount and self.other.amount):
            return None
        above, below = self.other.bound, self.federal.bound
        bound = above if below == Bound.EXACT else Bound.ABOUT
        return Ratio(self.other.amount / self.federal.amount, bound)

    @property
    def unattributed(self) -> int:
        """Money in sums counted by their parts that no counted part tells of."""
        return sum(self._unattributed.get(entry.pk, 0) for entry in self.entries)

    def only(self, chosen: Callable[[Entry], bool]) -> "Ledger":
        """The records that are `chosen`, with the standings that they have here."""
        return self._slice(entry for entry in self.entries if chosen(entry))

    def by(self, name: str) -> dict[Hashable, "Ledger"]:
        """The ledger divided by `institute_id` or `fiscal_year`; its slices add up."""
        slices: dict[Hashable, list[Entry]] = {}
        for entry in self.entries:
            slices.setdefault(getattr(entry, name), []).append(entry)
        return {value: self._slice(entries) for value, entries in slices.items()}

    def _slice(self, entries: Iterable[Entry]) -> "Ledger":
        return Ledger(entries, self.treatments, self._unattributed)
