"""Who works with whom: what each two institutes share, counted by the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Prefetch
from django.http import QueryDict
from django.urls import reverse

from institutes.filtersets.collaboration import Measure
from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Institute, Membership, Partner, Project
from institutes.shared_partners import (
    NAMES_PER_PAIR,
    OTHER_INSTITUTE,
    PARTICIPANT_INSTITUTE,
    KeyPair,
    SharedNames,
    indexed_names,
    join_by_partner,
    shared_partner_names,
    shared_project_names,
)
from mfgusa.catalogue.facet_index.rows import in_order
from mfgusa.provenance.models import Source

STRONGEST, MOST_BRIDGING = 12, 15
SHADES = 4


@dataclass(frozen=True)
class MatrixCell:
    """What the institute of a row shares with that of a column."""

    row: Institute
    column: Institute
    count: int
    shade: int
    url: str

    @property
    def is_diagonal(self) -> bool:
        return self.row == self.column


class Matrix:
    """Institutes against institutes, in blocks by sponsor and then by name.

    By partners it is symmetric: a partner is shared when sources tie it to both. By
    projects a row counts the projects of its institute in which a partner takes part
    that is tied to the institute of the column. On the diagonal stands the whole.
    """

    def __init__(self, measure: Measure, asked: PartnerFilterSet) -> None:
        self.measure, self.asked = measure, asked

    @cached_property
    def ties(self) -> Any:
        """The ties of the partners that are asked for."""
        ties = Membership.objects.order_by().known_by(
            self.asked.active_values.get("as_of")
        )
        return (
            ties
            if self.asked.is_unfiltered
            else ties.filter(partner__in=self._partners)
        )

    @property
    def _partners(self) -> Any:
        return self.asked.qs.order_by().values("pk")

    @property
    def freshness_source(self) -> Any:
        """Of the sources of the ties, the newest."""
        ours = self.ties.filter(source=OuterRef("pk"))
        newest = Source.objects.filter(Exists(ours)).newest_first()
        return Source.objects.filter(pk__in=newest.values("pk")[:1])

    @cached_property
    def institutes(self) -> list[Institute]:
        rows = Institute.objects.select_related("agency")
        order = F("agency__code").asc(nulls_last=True)
        return list(rows.order_by(order, *Institute._meta.ordering))

    @cached_property
    def counts(self) -> dict[KeyPair, int]:
        """The number for each two institutes that share anything; one query."""
        if self.measure == Measure.PARTNERS and self.asked.is_indexed:
            return self.asked.overlaps("institute", "institute")
        by_projects = self.measure == Measure.PROJECTS
        rows = (
            count_shared_projects() if by_projects else count_shared_partners(self.ties)
        )
        return {(one, other): shared for one, other, shared in rows}

    def pairs(self) -> Iterator[tuple[Institute, Institute, int]]:
        """Each two institutes once; in both directions when these differ."""
        for here, one in enumerate(self.institutes):
            for there, other in enumerate(self.institutes):
                if here < there or (here > there and self.measure == Measure.PROJECTS):
                    yield one, other, self.counts.get((one.key, other.key), 0)

    @cached_property
    def most(self) -> int:
        return max((shared for _one, _other, shared in self.pairs()), default=0)

    @cached_property
    def rows(self) -> list[tuple[Institute, list[MatrixCell]]]:
        every = self.institutes
        return [(one, [self._cell(one, other) for other in every]) for one in every]

    def _cell(self, one: Institute, other: Institute) -> MatrixCell:
        count = self.counts.get((one.key, other.key), 0)
        shade = 0 if one == other else self._shade(count)
        return MatrixCell(
            one, other, count, shade, self.address(one, other) if count else ""
        )

    def _shade(self, count: int) -> int:
        """From 1 to 4 in equal steps up to the largest number; 0 for nothing."""
        return -(-count * SHADES // self.most) if count else 0

    def steps(self) -> list[tuple[int, int, int]]:
        """Each shade in use with the least and the most that it stands for."""
        shaded: dict[int, list[int]] = {}
        for count in range(1, self.most + 1):
            shaded.setdefault(self._shade(count), []).append(count)
        return [(shade, counts[0], counts[-1]) for shade, counts in shaded.items()]

    def address(self, one: Institute, other: Institute) -> str:
        """The catalogue with exactly the rows that are counted."""
        by_projects = self.measure == Measure.PROJECTS
        name, facet = ("project", "tied") if by_projects else ("partner", "also")
        asked = {"institute": one.key} | ({facet: other.key} if one != other else {})
        kind = {"kind": Project.Kind.PROJECT.value} if by_projects else {}
        query = "&".join(
            part for part in (urlencode(asked | kind), self.asked.query()) if part
        )
        return f"{reverse(f'institutes:{name}-list')}?{query}"

    def strongest(self) -> list[dict]:
        """The pairs that share most, with names of what they share.

        As many queries however many pairs there are.
        """
        names = self._names if self._leading else {}
        return [
            {
                "one": one,
                "other": other,
                "count": shared,
                "url": self.address(one, other),
                "shared": names[one.key, other.key],
                "is_cut": shared > NAMES_PER_PAIR,
            }
            for one, other, shared in self._leading
        ]

    @cached_property
    def _leading(self) -> list[tuple[Institute, Institute, int]]:
        found = [pair for pair in self.pairs() if pair[2]]
        return sorted(found, key=lambda pair: -pair[2])[:STRONGEST]

    @property
    def _wanted(self) -> list[KeyPair]:
        return [(one.key, other.key) for one, other, _shared in self._leading]

    @property
    def _names(self) -> SharedNames:
        """Of each pair the first names of what they share, with their addresses."""
        if self.measure == Measure.PROJECTS:
            return shared_project_names(self._wanted)
        if self.asked.is_indexed:
            return self._told[0]
        return shared_partner_names(self.ties, self._wanted)

    @cached_property
    def _told(self) -> tuple[SharedNames, list[int]]:
        by_projects = self.measure == Measure.PROJECTS
        return indexed_names(self.asked, [] if by_projects else self._wanted)

    def most_connected(self) -> list[Partner]:
        """The partners tied to most institutes, with `institute_count`, `known_ties`.

        They lead the partners' catalogue when it is sorted by that count.
        """
        ties = self.ties.select_related("institute", "source")
        by_name = ties.order_by(*[f"institute__{n}" for n in ("acronym", "key")], "id")
        known = Prefetch("memberships", by_name, to_attr="known_ties")
        return list(self._bridging.prefetch_related(known))

    @property
    def _bridging(self) -> Any:
        if self.asked.is_indexed:
            return in_order(self.asked.queryset, self._told[1][:MOST_BRIDGING])
        query = QueryDict(f"{self.asked.query()}&institutes_min=2&sort=-institutes")
        return PartnerFilterSet(query, self.asked.queryset).page_slice(0, MOST_BRIDGING)


def count_shared_partners(ties) -> Iterable[tuple[str, str, int]]:
    """Of each two institutes: how many partners are tied to both."""
    pairs = join_by_partner(ties).values_list("institute__key", OTHER_INSTITUTE)
    return pairs.annotate(shared=Count("partner", distinct=True))


def count_shared_projects() -> Iterable[tuple[str, str, int]]:
    """Of each institute: how many projects have partners of each other institute.

    The institute itself stands for all its projects, whoever takes part.
    """
    single = Project.objects.single().order_by()
    own = single.values_list("institute__key", F("institute__key"))
    pairs = single.values_list("institute__key", PARTICIPANT_INSTITUTE)
    count = Count("pk", distinct=True)
    return [*pairs.annotate(shared=count), *own.annotate(shared=count)]
