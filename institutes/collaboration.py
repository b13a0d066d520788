"""Who works with whom: what each two institutes share, counted by the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse

from institutes.filtersets.collaboration import Measure
from institutes.models import Institute, Membership, Partner, Project

STRONGEST, MOST_BRIDGING = 12, 15
SHADES = 4

Pair = tuple[str, str]  # The keys of two institutes.


@dataclass(frozen=True)
class Cell:
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

    def __init__(self, measure: Measure, partners, *, as_of=None, query="") -> None:
        self.measure, self.query = measure, query
        self.partners = partners
        self.ties = Membership.objects.order_by().filter(partner__in=_ids(partners))
        if as_of is not None:
            self.ties = self.ties.as_of(as_of)

    @cached_property
    def institutes(self) -> list[Institute]:
        rows = Institute.objects.select_related("agency")
        order = F("agency__code").asc(nulls_last=True)
        return list(rows.order_by(order, *Institute._meta.ordering))

    @cached_property
    def counts(self) -> dict[Pair, int]:
        """The number for each two institutes that share anything; one query."""
        by_projects = self.measure == Measure.PROJECTS
        rows = shared_projects() if by_projects else shared_partners(self.ties)
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
    def rows(self) -> list[tuple[Institute, list[Cell]]]:
        every = self.institutes
        return [(one, [self._cell(one, other) for other in every]) for one in every]

    def _cell(self, one: Institute, other: Institute) -> Cell:
        count = self.counts.get((one.key, other.key), 0)
        shade = 0 if one == other else self._shade(count)
        return Cell(one, other, count, shade, self.address(one, other) if count else "")

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
        query = "&".join(part for part in (urlencode(asked | kind), self.query) if part)
        return f"{reverse(f'institutes:{name}-list')}?{query}"

    def strongest(self) -> list[dict]:
        """The pairs that share most, with the names of what they share; one query."""
        found = [pair for pair in self.pairs() if pair[2]]
        found = sorted(found, key=lambda pair: -pair[2])[:STRONGEST]
        by_projects = self.measure == Measure.PROJECTS
        wanted = [(one.key, other.key) for one, other, _shared in found]
        named = named_projects if by_projects else named_partners
        names = named(self.ties, wanted) if wanted else {}
        return [
            {
                "one": one,
                "other": other,
                "count": shared,
                "url": self.address(one, other),
                "shared": names[one.key, other.key],
            }
            for one, other, shared in found
        ]

    def bridges(self) -> list[Partner]:
        """The partners tied to most institutes, with `reach` and `known_ties`."""
        tied = Partner.objects.filter(pk__in=_ids(self.partners))
        ties = self.ties.select_related("institute", "source")
        reach = Count(
            "memberships__institute",
            filter=Q(memberships__in=self.ties.values("pk")),
            distinct=True,
        )
        reaching = tied.annotate(reach=reach).filter(reach__gt=1)
        ranked = reaching.order_by("-reach", *Partner._meta.ordering)
        by_name = ties.order_by(*[f"institute__{n}" for n in ("acronym", "key")], "id")
        return list(
            ranked.prefetch_related(
                Prefetch("memberships", by_name, to_attr="known_ties")
            )[:MOST_BRIDGING]
        )


def _ids(rows):
    return rows.order_by().values("pk")


THEIRS = "partner__memberships__institute__key"


def _met(ties):
    """Ties joined with all ties of the same partner; `THEIRS` is of the same join."""
    return ties.filter(partner__memberships__in=ties.values("pk"))


def neighbours_of(institute: Institute):
    """The other institutes with partners of this one, with how many (`shared`)."""
    met = Q(memberships__partner__memberships__institute=institute)
    partners = Count("memberships__partner", filter=met, distinct=True)
    others = Institute.objects.exclude(pk=institute.pk).annotate(shared=partners)
    return others.filter(shared__gt=0).order_by("-shared", *Institute._meta.ordering)


def shared_partners(ties) -> Iterable[tuple[str, str, int]]:
    """Of each two institutes: how many partners are tied to both."""
    pairs = _met(ties).values_list("institute__key", THEIRS)
    return pairs.annotate(shared=Count("partner", distinct=True))


def shared_projects() -> Iterable[tuple[str, str, int]]:
    """Of each institute: how many projects have partners of each other institute.

    The institute itself stands for all its projects, whoever takes part.
    """
    single = Project.objects.single().order_by()
    own = single.values_list("institute__key", F("institute__key"))
    met = single.values_list("institute__key", "partners__memberships__institute__key")
    count = Count("pk", distinct=True)
    return [*met.annotate(shared=count), *own.annotate(shared=count)]


def _either(pairs: list[Pair], one: str, other: str) -> Q:
    return reduce(or_, (Q(**{one: a, other: b}) for a, b in pairs))


def _gathered(rows) -> dict[Pair, list]:
    gathered: dict[Pair, list] = {}
    for one, other, key, name, view in rows:
        url = reverse(view, args=[key])
        gathered.setdefault((one, other), []).append((name, url))
    return gathered


def named_partners(ties, pairs: list[Pair]) -> dict[Pair, list]:
    """Of each of these pairs: names and addresses of the partners they share."""
    rows = _met(ties).filter(institute__key__in={one for one, _other in pairs})
    names = rows.values_list("institute__key", THEIRS, "partner__key", "partner__name")
    found = names.distinct().order_by("partner__name", "partner__key")
    return _gathered((*row, "institutes:partner-detail") for row in found)


def named_projects(_ties, pairs: list[Pair]) -> dict[Pair, list]:
    """Of each of these pairs: titles and addresses of the projects they share."""
    other = "partners__memberships__institute__key"
    rows = Project.objects.single().filter(_either(pairs, "institute__key", other))
    names = rows.values_list("institute__key", other, "key", "title")
    found = names.distinct().order_by("title", "key")
    return _gathered((*row, "institutes:project-detail") for row in found)
