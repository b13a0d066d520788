"""Facets over the memberships of partners."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import zip_longest
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.db.models import Case, IntegerField, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Left
from django.utils.functional import cached_property

from institutes.models import Institute
from mfgusa.catalogue.facet_index.definition import HiddenFacet
from mfgusa.catalogue.facet_index.index import ValueSets, count_values
from mfgusa.catalogue.facet_index.row_sets import RowSet, union
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.ranges import NumberFacet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

K = TypeVar("K")
Values = Mapping[str, list[str]]  # The values of filters, by the names of the filters.


class PartnerRelationship(NamedTuple):
    """What the conditions on one membership look at; partners have several.

    The years are those as of which the membership is known; blank without a first one,
    and without a last one. Without a membership, institute and role are not recorded.
    """

    institute: str
    role: str
    first_year: str
    last_year: str

    def is_known(self, year: int, institutes: frozenset[str]) -> bool:
        """Whether it counts as of a year, in which these institutes existed."""
        return (
            self.institute in institutes
            and bool(self.first_year)
            and int(self.first_year) <= year <= int(self.last_year or year)
        )

    def matches(self, values: Values) -> bool:
        """Whether it has one of the values of each filter."""
        return all(getattr(self, name) in wanted for name, wanted in values.items())


RELATIONSHIP = "relationship"  # The hidden facet that relationships are parsed from.
SEPARATOR = "|"
COUNT = "count"  # What stands for a part: the number of institutes.
RelationshipSets = Mapping[PartnerRelationship, RowSet]


def first_year() -> Left:
    """Return the year from which on memberships are known."""
    return Left("memberships__dated", 4)


def last_year() -> Case:
    """Return the last year at whose end memberships are not over."""
    year = Cast(Left("memberships__until", 4), IntegerField())
    is_whole = Q(memberships__until__endswith="-12-31")
    return Case(When(is_whole, then=year), default=year - 1)


def relationship_facet() -> HiddenFacet:
    """Return the parts of the relationships of partners, joined to texts."""
    parts = [
        Coalesce("memberships__institute__key", Value(NOT_RECORDED)),
        Coalesce("memberships__role", Value(NOT_RECORDED)),
        *(
            Coalesce(Cast(year, TextField()), Value("", TextField()))
            for year in (first_year(), last_year())
        ),
    ]
    texts = [text for part in parts for text in (Value(SEPARATOR), part)][1:]
    reads = ("institute__key", "role", "dated", "until")
    return HiddenFacet(
        Concat(*texts, output_field=TextField()),
        tuple(f"memberships__{path}" for path in reads),
    )


class MembershipFacet(Facet):
    """A facet over the memberships of partners, or over those as of a year."""

    is_indexed = False


class MembershipCountFacet(NumberFacet):
    """The number of institutes of a partner, ever or as of a year."""

    is_indexed = False


class MembershipFilterSet(FacetedFilterSet):
    """Filters partners; the facets of `same_membership` hold for one membership.

    `institute=arm&role=founder` finds the partners with a membership at ARM as founder.
    An excluding facet looks at the memberships that the other facets find:
    `institute=arm&not_role=founder` finds the partners with a membership at ARM, but
    none there as founder. A partner without memberships counts as one with a membership
    that records nothing.

    The other conditions on memberships, in `part_of`, hold for any membership.
    """

    same_membership: ClassVar[tuple[str, ...]] = ()
    part_of: ClassVar[Mapping[str, str]] = {}  # The part of a relationship, by facet.
    hidden_facets = {RELATIONSHIP: relationship_facet()}

    @cached_property
    def relationships(self) -> RelationshipSets:
        """The partners by what their memberships are, as of the year that is given.

        Without a year, those that differ in their years only are one.
        """
        if self._year is None:
            return self.index.derived("undated", lambda: merge_years(self._dated))
        sets = self._dated
        return {each: sets[each] for each in sets if each.is_known(*self._moment)}

    @property
    def _dated(self) -> RelationshipSets:
        texts = self.index.facets[RELATIONSHIP]
        return self.index.derived(
            RELATIONSHIP,
            lambda: {PartnerRelationship(*t.split(SEPARATOR)): texts[t] for t in texts},
        )

    @property
    def _year(self) -> int | None:
        year: int | None = self.active_values.get("as_of")
        return year

    @cached_property
    def _moment(self) -> tuple[int, frozenset[str]]:
        """The year, and the keys of the institutes that existed then."""
        assert self._year is not None
        keys = Institute.objects.as_of(self._year).values_list("key", flat=True)
        existing = frozenset(keys.order_by())
        return self._year, existing

    def sets(self, name: str) -> ValueSets:
        part = self.part_of.get(name)
        if not part:
            return super().sets(name)
        if self._year is None:
            return self.index.derived(part, partial(self._sets_of, part))
        if part not in self._sets_of_year:
            self._sets_of_year[part] = self._sets_of(part)
        return self._sets_of_year[part]

    @cached_property
    def _sets_of_year(self) -> dict[str, ValueSets]:
        return {}

    def _sets_of(self, part: str) -> ValueSets:
        """The partners by one part of their memberships."""
        if part == COUNT:
            return self._sets_by_count()
        return group_by_part(self.relationships, part)

    def _sets_by_count(self) -> ValueSets:
        """The partners by the number of their institutes."""
        by_institute = self.sets(self.same_membership[0])
        members = [rows for key, rows in by_institute.items() if key != NOT_RECORDED]
        at_least = [self.index.rows, *sets_by_least_count(members)]
        pairs = zip_longest(at_least, at_least[1:], fillvalue=RowSet())
        return {str(n): rows - more for n, (rows, more) in enumerate(pairs)}

    def find_rows(self, name: str, value: Any) -> RowSet:
        if name == "as_of":
            return union(self.relationships.values())
        return super().find_rows(name, value)

    def narrow(self, values: Mapping[str, Any]) -> RowSet:
        on_membership = {n: values[n] for n in self._membership_names() if n in values}
        rest = {n: value for n, value in values.items() if n not in on_membership}
        rows = super().narrow(rest)
        required = self._required(on_membership)
        if required:
            rows = rows & self._having(required)
        for excluded in self._excluded(on_membership, required):
            rows = rows - self._having(excluded)
        return rows

    def counts(self, name: str) -> dict[str, int]:
        """Count the partners that each value would find if only it were chosen."""
        own = (name, f"not_{name}")
        others = [n for n in self._membership_names() if n not in own]
        values = {n: v for n, v in self.active_values.items() if n in others}
        if name not in self.same_membership or not values:
            return super().counts(name)
        rows = self.row_set(*self._membership_names())
        sets = group_by_part(self._matching(self._required(values)), name)
        for excluded in self._excluded(values, {}):
            unwanted = group_by_part(self._matching(excluded), name)
            sets = {v: sets[v] - unwanted.get(v, RowSet()) for v in sets}
        return count_values(sets, rows)

    def _matching(self, values: Values) -> RelationshipSets:
        sets = self.relationships
        return {each: sets[each] for each in sets if each.matches(values)}

    def _having(self, values: Values) -> RowSet:
        """The partners with a membership that has one of the values of each filter."""
        return union(self._matching(values).values())

    def _membership_names(self) -> list[str]:
        excluding = (f"not_{name}" for name in self.same_membership)
        return [*self.same_membership, *excluding]

    def _required(self, values: Values) -> dict[str, list[str]]:
        """Return the values of the facets that do not exclude."""
        return {n: v for n, v in values.items() if n in self.same_membership}

    def _excluded(self, values: Values, required: Values) -> Iterator[Values]:
        """Yield the values of an excluded membership for each excluding facet."""
        for name in self.same_membership:
            if excluded := values.get(f"not_{name}"):
                yield {**required, name: excluded}


def group_by_part(sets: RelationshipSets, part: str) -> dict[str, RowSet]:
    """Return the partners by one part of their memberships."""
    return group(sets, lambda relationship: getattr(relationship, part))


def merge_years(sets: RelationshipSets) -> RelationshipSets:
    """Return the partners by their memberships of any years."""
    return group(sets, lambda each: each._replace(first_year="", last_year=""))


def group(
    sets: RelationshipSets, key: Callable[[PartnerRelationship], K]
) -> dict[K, RowSet]:
    """Return the partners of all relationships that have the same key, by the key."""
    groups: dict[K, list[RowSet]] = {}
    for relationship, rows in sets.items():
        groups.setdefault(key(relationship), []).append(rows)
    return {each: union(row_sets) for each, row_sets in groups.items()}


def sets_by_least_count(row_sets: Iterable[RowSet]) -> list[RowSet]:
    """Return the rows that are in at least 1, 2, 3, ... of the sets."""
    at_least: list[RowSet] = []
    for rows in row_sets:
        added = [rows, *(rows & more for more in at_least)]
        pairs = zip_longest(at_least, added, fillvalue=RowSet())
        at_least = [known | more for known, more in pairs]
    return [rows for rows in at_least if rows]
