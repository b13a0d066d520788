"""Facets over the memberships of partners."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from institutes.models import Membership
from institutes.models.partner import MembershipQuerySet
from mfgusa.catalogue.facet_index.filterset import IndexedFilterSet
from mfgusa.catalogue.facet_index.tally import Having
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

MEMBERSHIP = "tie"  # The facet of the index with the values of `same_membership`.

Values = Mapping[str, list[str]]  # The values of filters, by the names of the filters.


class MembershipFacet(Facet):
    """A facet over the memberships of partners, or over those as of a year."""

    def condition(self, model: type[models.Model], values: list[str]) -> Q | Exists:
        return has_membership(
            self.memberships, [self.match(values)], or_none=NOT_RECORDED in values
        )

    def counts(self, rows: models.QuerySet[Any]) -> dict[str, int]:
        if self._year is None:
            return super().counts(rows)
        partners = rows.order_by().values("pk")
        return self.count_partners(self.memberships.filter(partner__in=partners))

    def count_partners(self, memberships: MembershipQuerySet) -> dict[str, int]:
        """Count the partners with a membership of each value."""
        groups = memberships.values_list(self.path)
        return dict(groups.annotate(n=Count("partner", distinct=True)))

    def match(self, values: list[str]) -> Q:
        """Return the condition on memberships that have one of the values."""
        return self._match(self.path, "", values)

    @property
    def memberships(self) -> MembershipQuerySet:
        """The memberships of all time, or those as of a year."""
        return Membership.objects.order_by().known_by(self._year)

    @property
    def path(self) -> str:
        """The path from a membership to the value."""
        return str(self.field_name).removeprefix("memberships__")

    @property
    def _year(self) -> int | None:
        year: int | None = self.parent.active_values.get("as_of")
        return year


def has_membership(
    memberships: MembershipQuerySet, conditions: Iterable[Q], *, or_none: bool
) -> Q | Exists:
    """Return the condition on partners with a membership that fulfills all conditions.

    With `or_none`, partners without any membership fulfill it too.
    """
    own = memberships.filter(partner=OuterRef("pk"))
    matching = Exists(own.filter(*conditions))
    return Q(matching) | Q(~Exists(own)) if or_none else matching


class MembershipFilterSet(IndexedFilterSet):
    """Filters partners; the facets of `same_membership` hold for one membership.

    `institute=arm&role=founder` finds the partners with a membership at ARM as founder.
    An excluding facet looks at the memberships that the other facets find:
    `institute=arm&not_role=founder` finds the partners with a membership at ARM, but
    none there as founder. A partner without memberships counts as one with a membership
    that records nothing.
    """

    same_membership: ClassVar[tuple[str, ...]] = ()

    def _apply(self, rows: Any, chosen: dict[str, Any]) -> Any:
        names = self._membership_names()
        values = {name: chosen[name] for name in names if name in chosen}
        others = {name: v for name, v in chosen.items() if name not in values}
        rows = super()._apply(rows, others)
        required = self._required(values)
        if required:
            rows = rows.filter(self._condition(required))
        for excluded in self._excluded(values, required):
            rows = rows.filter(~self._condition(excluded))
        return rows

    def counts(self, name: str) -> dict[str, int]:
        """Count the partners that each value would find if only it were chosen."""
        if name not in self.same_membership:
            return super().counts(name)
        own = (name, f"not_{name}")
        names = [other for other in self._membership_names() if other not in own]
        values = {n: v for n, v in self.active_values.items() if n in names}
        if self.is_indexed:
            return self._index_counts(name, values) if values else super().counts(name)
        return self._row_counts(name, values)

    def _row_counts(self, name: str, values: Values) -> dict[str, int]:
        """Count row by row; `values` are those of the other facets."""
        required = self._required(values)
        excluded = list(self._excluded(values, required))
        rows = self.rows_excluding_filters(*self._membership_names())
        facet = self.filters[name]
        memberships = facet.memberships.filter(
            *self._matches(required), partner__in=rows.values("pk")
        )
        same_value = {path: OuterRef(path) for path in ("partner", facet.path)}
        for conditions in excluded:
            matches = self._matches(conditions)
            unwanted = facet.memberships.filter(*matches, **same_value)
            memberships = memberships.filter(~Exists(unwanted))
        counts: dict[str, int] = facet.count_partners(memberships)
        if accepts_no_membership(required) and not any(
            map(accepts_no_membership, excluded)
        ):
            is_member = has_membership(facet.memberships, [], or_none=False)
            counts[NOT_RECORDED] = rows.filter(~is_member).count()
        return counts

    def havings(self, *without: str) -> Iterator[Having]:
        """Yield the conditions for the index; `same_membership` makes joint ones."""
        yield from super().havings(*without, *self.same_membership)
        if {*self.same_membership} & {*without}:
            return
        names = self._membership_names()
        values = {n: v for n, v in self.active_values.items() if n in names}
        required = self._required(values)
        if required:
            yield Having(MEMBERSHIP, self._pairs(required))
        for excluded in self._excluded(values, required):
            yield Having(MEMBERSHIP, self._pairs(excluded), excluded=True)

    def _pairs(self, values: Values) -> tuple[str, ...]:
        """Return the indexed pairs, such as “arm|founder”, that match the values."""
        pairs = (value.split("|") for value in self.values(MEMBERSHIP))
        return tuple(
            "|".join(pair)
            for pair in pairs
            if all(
                part in values.get(name, (part,))
                for name, part in zip(self.same_membership, pair, strict=True)
            )
        )

    def _index_counts(self, name: str, values: Values) -> dict[str, int]:
        """Count one part of the indexed pairs, given the values of the other part."""
        required = self._pairs(self._required(values))
        excluded = [
            pair
            for conditions in self._excluded(values, {})
            for pair in self._pairs(conditions)
        ]
        part = self.same_membership.index(name) + 1
        tally = self.tally(*self.same_membership)
        return tally.counts_of_parts(MEMBERSHIP, part, list(required), excluded)

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

    def _condition(self, values: Values) -> Q | Exists:
        memberships = self.filters[next(iter(values))].memberships
        return has_membership(
            memberships, self._matches(values), or_none=accepts_no_membership(values)
        )

    def _matches(self, values: Values) -> list[Q]:
        return [self.filters[name].match(wanted) for name, wanted in values.items()]


def accepts_no_membership(values: Values) -> bool:
    """Whether a membership that records nothing fulfills the conditions."""
    return all(NOT_RECORDED in wanted for wanted in values.values())
