from django.db.models import Count, Exists, OuterRef

from institutes.models import Membership
from mfgusa.catalogue.facet_index.filterset import IndexedFilterSet
from mfgusa.catalogue.facet_index.tally import Having
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

MEMBERSHIP = "tie"  # The bitmaps of ties, by what `same_tie` asks of one of them.


class MembershipFacet(Facet):
    """A facet over the ties of partners; with `as_of`, those known by that year."""

    def condition(self, model, values):
        return has_membership(self.ties, [self.match(values)], NOT_RECORDED in values)

    def counts(self, rows):
        if self._year is None:
            return super().counts(rows)
        ties = self.ties.filter(partner__in=rows.order_by().values("pk"))
        return self.counted(ties)

    def counted(self, ties):
        """How many partners the ties of each value have."""
        found = Count("partner", distinct=True)
        counts = ties.values(self.path).annotate(found=found)
        return dict(counts.values_list(self.path, "found"))

    def match(self, values):
        """Which ties have one of the values."""
        return self._match(self.path, "", values)

    @property
    def ties(self):
        ties = Membership.objects.order_by()
        return ties if self._year is None else ties.as_of(self._year)

    @property
    def path(self):
        """The way to the value from a tie, where the facet's own is from a partner."""
        return self.field_name.removeprefix("memberships__")

    @property
    def _year(self):
        return self.parent.active_values.get("as_of")


def has_membership(ties, matches, or_none):
    """Which partners have one tie that matches all, or none at all if that will do."""
    own = ties.filter(partner=OuterRef("pk"))
    found = Exists(own.filter(*matches))
    return found | ~Exists(own) if or_none else found


class MembershipFilterSet(IndexedFilterSet):
    """Partners by their ties, where the facets of `same_tie` are asked of one tie.

    `institute=arm&role=founder` finds those with a tie to ARM as founder. What is
    excluded is looked for among the ties that the other facets ask about:
    `institute=arm&not_role=founder` finds those with a tie to ARM and none of them as
    founder, whatever they are elsewhere. A partner without any tie counts as one tie
    that records nothing.
    """

    same_membership = ()

    def _apply(self, rows, chosen):
        chosen = dict(chosen)
        tied = {n: chosen.pop(n) for n in self._tie_names() if n in chosen}
        rows = super()._apply(rows, chosen)
        asked = {n: v for n, v in tied.items() if n in self.same_membership}
        if asked:
            rows = rows.filter(self._has(asked))
        for unwanted in self._unwanted(tied, asked):
            rows = rows.filter(~self._has(unwanted))
        return rows

    def counts(self, name):
        """Each value counts the partners that it would find if it alone were chosen."""
        if name not in self.same_membership:
            return super().counts(name)
        own = (name, f"not_{name}")
        others = [other for other in self._tie_names() if other not in own]
        tied = {n: v for n, v in self.active_values.items() if n in others}
        if self.is_indexed:
            return self._tallied(name, tied) if tied else super().counts(name)
        asked = {n: v for n, v in tied.items() if n in self.same_membership}
        rows = self.rows_excluding_filters(*self._tie_names())
        return self._counts(name, rows, asked, list(self._unwanted(tied, asked)))

    def _counts(self, name, rows, asked, unwanted):
        facet = self.filters[name]
        ties = facet.ties.filter(*self._matches(asked), partner__in=rows.values("pk"))
        alike = {one: OuterRef(one) for one in ("partner", facet.path)}
        for values in unwanted:
            same = facet.ties.filter(*self._matches(values), **alike)
            ties = ties.filter(~Exists(same))
        counts = facet.counted(ties)
        if accepts_no_membership(asked) and not any(
            map(accepts_no_membership, unwanted)
        ):
            tied = has_membership(facet.ties, [], or_none=False)
            counts[NOT_RECORDED] = rows.filter(~tied).count()
        return counts

    def havings(self, *without):
        """As bitmaps know it; the facets of one tie are asked of theirs together."""
        yield from super().havings(*without, *self.same_membership)
        if {*self.same_membership} & {*without}:
            return
        tied = {n: v for n, v in self.active_values.items() if n in self._tie_names()}
        asked = {n: v for n, v in tied.items() if n in self.same_membership}
        if asked:
            yield Having(MEMBERSHIP, self._pairs(asked))
        for unwanted in self._unwanted(tied, asked):
            yield Having(MEMBERSHIP, self._pairs(unwanted), excluded=True)

    def _pairs(self, asked):
        """The values of ties, such as “arm|founder”, that match all that is asked."""
        every = (value.split("|") for value in self.values(MEMBERSHIP))
        return tuple(
            "|".join(pair)
            for pair in every
            if all(
                part in asked.get(name, (part,))
                for name, part in zip(self.same_membership, pair, strict=True)
            )
        )

    def _tallied(self, name, others):
        """Counts by one part of the ties, whose other part is asked for, too."""
        asked = {n: v for n, v in others.items() if n in self.same_membership}
        unwanted = [p for one in self._unwanted(others, {}) for p in self._pairs(one)]
        return self.tally(*self.same_membership).counts_of_parts(
            MEMBERSHIP,
            self.same_membership.index(name) + 1,
            list(self._pairs(asked)),
            unwanted,
        )

    def _tie_names(self):
        return [
            *self.same_membership,
            *(f"not_{name}" for name in self.same_membership),
        ]

    def _unwanted(self, tied, asked):
        """For each excluding facet, the tie that must not be: as asked but for it."""
        for name in self.same_membership:
            if values := tied.get(f"not_{name}"):
                yield asked | {name: values}

    def _has(self, asked):
        ties = self.filters[next(iter(asked))].ties
        return has_membership(ties, self._matches(asked), accepts_no_membership(asked))

    def _matches(self, asked):
        return [self.filters[name].match(values) for name, values in asked.items()]


def accepts_no_membership(asked):
    """Whether a tie that records nothing would do."""
    return all(NOT_RECORDED in values for values in asked.values())
