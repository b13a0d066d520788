"""What each pair of institutes shares."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet
from django.http import QueryDict
from django.urls import reverse

from institutes.filtersets.collaboration import Measure
from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Institute, Membership, Partner, Project
from institutes.models.partner import MembershipQuerySet
from institutes.shared_partners import (
    NAMES_PER_PAIR,
    PARTICIPANT_INSTITUTE,
    KeyPair,
    SharedNames,
    shared_partner_names,
    shared_project_names,
)
from mfgusa.catalogue.facet_index.pages import among
from mfgusa.provenance.models import Source, SourceQuerySet

MAX_STRONGEST, MAX_MOST_CONNECTED = 12, 15
SHADES = 4

PairCount = tuple[str, str, int]  # The keys of two institutes and what they share.


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
        """Whether the cell counts all partners or projects of one institute."""
        return self.row == self.column


@dataclass(frozen=True)
class StrongPair:
    """A pair of institutes that share much, with the first names of what they share."""

    institute: Institute
    other: Institute
    count: int
    url: str
    names: list[tuple[str, str]]  # Names and addresses.

    @property
    def is_cut(self) -> bool:
        """Whether names are left out."""
        return self.count > NAMES_PER_PAIR


class Matrix:
    """Institutes against institutes, in blocks by agency and then by name.

    By partners it is symmetric: it counts the partners of both. By projects a row
    counts the projects of its institute with a participant that is a partner of the
    institute of the column. The diagonal has all partners or projects of an institute.
    """

    def __init__(self, measure: Measure, filterset: PartnerFilterSet) -> None:
        self.measure, self.filterset = measure, filterset
        self.is_by_projects = measure == Measure.PROJECTS

    @cached_property
    def memberships(self) -> MembershipQuerySet:
        """The memberships that are known in the year, if one is given."""
        year = self.filterset.active_values.get("as_of")
        return Membership.objects.order_by().known_by(year)

    @property
    def freshness_source(self) -> SourceQuerySet:
        """The newest source of the memberships of the filtered partners."""
        rows: QuerySet[Any] = self.memberships.filter(source=OuterRef("pk"))
        if not self.filterset.is_unfiltered:
            rows = among(rows, self.filterset.row_set(), "partner")
        newest = Source.objects.filter(Exists(rows)).newest_first()
        return Source.objects.filter(pk__in=newest.values("pk")[:1])

    @cached_property
    def institutes(self) -> list[Institute]:
        """The institutes in the order of the rows and columns."""
        rows = Institute.objects.select_related("agency")
        order = F("agency__code").asc(nulls_last=True)
        return list(rows.order_by(order, *(Institute._meta.ordering or ())))

    @cached_property
    def counts(self) -> dict[KeyPair, int]:
        """The count of each pair of institutes that share anything."""
        if not self.is_by_projects:
            return self.filterset.overlaps("institute")
        rows = count_shared_projects()
        return {(key, other_key): count for key, other_key, count in rows}

    def count(self, row: Institute, column: Institute) -> int:
        """Return what two institutes share."""
        return self.counts.get((row.key, column.key), 0)

    def pairs(self) -> Iterator[tuple[Institute, Institute, int]]:
        """Yield each pair once; by projects in both directions."""
        positions = range(len(self.institutes))
        for row, column in product(positions, positions):
            if row < column or (row > column and self.is_by_projects):
                institute, other = self.institutes[row], self.institutes[column]
                yield institute, other, self.count(institute, other)

    @cached_property
    def max_count(self) -> int:
        """The largest count of a pair."""
        return max((count for _row, _column, count in self.pairs()), default=0)

    @cached_property
    def rows(self) -> list[tuple[Institute, list[MatrixCell]]]:
        """Each institute with its row of cells."""
        return [
            (row, [self._cell(row, column) for column in self.institutes])
            for row in self.institutes
        ]

    def _cell(self, row: Institute, column: Institute) -> MatrixCell:
        count = self.count(row, column)
        shade = 0 if row == column else self._shade(count)
        url = self.list_url(row, column) if count else ""
        return MatrixCell(row, column, count, shade, url)

    def _shade(self, count: int) -> int:
        """Return a shade from 1 to 4, in equal steps up to the maximum; 0 for none."""
        return -(-count * SHADES // self.max_count) if count else 0

    def steps(self) -> list[tuple[int, int, int]]:
        """Return each shade in use with the least and the largest of its counts."""
        counts: dict[int, list[int]] = {}
        for count in range(1, self.max_count + 1):
            counts.setdefault(self._shade(count), []).append(count)
        return [(shade, values[0], values[-1]) for shade, values in counts.items()]

    def list_url(self, row: Institute, column: Institute) -> str:
        """Return the address of the catalogue with exactly the rows of a cell."""
        if self.is_by_projects:
            name, facet, kind = "project", "tied", {"kind": Project.Kind.PROJECT.value}
        else:
            name, facet, kind = "partner", "also", {}
        params = {"institute": row.key}
        if row != column:
            params[facet] = column.key
        queries = [urlencode(params | kind), self.filterset.query()]
        return f"{reverse(f'institutes:{name}-list')}?{'&'.join(filter(None, queries))}"

    def strongest(self) -> list[StrongPair]:
        """Return the pairs that share the most, with names of what they share.

        Takes as many queries however many pairs there are.
        """
        names = self._names if self._leading else {}
        return [
            StrongPair(
                institute=institute,
                other=other,
                count=count,
                url=self.list_url(institute, other),
                names=names[institute.key, other.key],
            )
            for institute, other, count in self._leading
        ]

    @cached_property
    def _leading(self) -> list[tuple[Institute, Institute, int]]:
        pairs = [pair for pair in self.pairs() if pair[2]]
        return sorted(pairs, key=lambda pair: -pair[2])[:MAX_STRONGEST]

    @property
    def _leading_keys(self) -> list[KeyPair]:
        return [(institute.key, other.key) for institute, other, _n in self._leading]

    @property
    def _names(self) -> SharedNames:
        """The first names of what each leading pair shares, with their addresses."""
        if self.is_by_projects:
            return shared_project_names(self._leading_keys)
        return shared_partner_names(self.filterset, self._leading_keys)

    def most_connected(self) -> list[Partner]:
        """Return the partners of the most institutes, with `known_memberships`.

        They come first in the partners' catalogue sorted by number of institutes.
        """
        memberships = self.memberships.select_related("institute", "source")
        memberships = memberships.order_by("institute__acronym", "institute__key", "id")
        prefetch = Prefetch("memberships", memberships, to_attr="known_memberships")
        query = QueryDict(self.filterset.query(), mutable=True)
        query["sort"] = "-institutes"
        names = {*self.filterset.filters, "sort"}
        ranked = PartnerFilterSet(query, self.filterset.queryset, names=names)
        rows = ranked.page_slice(0, MAX_MOST_CONNECTED).prefetch_related(prefetch)
        return [partner for partner in rows if partner.institute_count > 1]


def count_shared_projects() -> Iterable[PairCount]:
    """Count the projects of each institute with partners of each other institute.

    Paired with itself, an institute has all its projects.
    """
    single = Project.objects.single().order_by()
    own = single.values_list("institute__key", F("institute__key"))
    pairs = single.values_list("institute__key", PARTICIPANT_INSTITUTE)
    count = Count("pk", distinct=True)
    return [*pairs.annotate(shared=count), *own.annotate(shared=count)]
