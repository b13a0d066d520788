"""What a FilterSet should find and count, computed row by row in Python.

A test gives the values that each row has of every facet; this asks the FilterSet for
the same in any combination of filters and compares.
"""

from collections import Counter
from functools import cache
from itertools import chain
from zlib import crc32

from django.http import QueryDict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option

THOROUGH = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def queries(values, single=()):
    """Any combination of filters: up to two values of a facet, one of the others.

    None has a lower bound above the upper one: that is refused, and counts nothing.
    """
    several = values | {f"not_{name}": words for name, words in values.items()}
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(st.sampled_from(words), max_size=2, unique=True)
            for name, words in several.items()
        }
        | {
            name: st.sampled_from(words).map(lambda word: [word])
            for name, words in dict(single).items()
        },
    ).filter(has_ordered_bounds)


def has_ordered_bounds(chosen):
    """Whether no lower bound is above the upper one of its range."""
    lower = {n.removesuffix("_min"): w for n, w in chosen.items() if n.endswith("_min")}
    return all(
        int(words[0]) <= int(chosen.get(f"{facet}_max", words)[0])
        for facet, words in lower.items()
    )


class BruteForce:
    """`has(year)` gives, by primary key, the values of each facet in that year.

    Facets that hold of the same linked row stand together: under a tuple of their names
    a row has a tuple of values for each of its links. The numbers from `min` to `max`
    of a facet with other values stand beside them, as `<facet>_span`.
    """

    def __init__(self, filterset_class, rows, has):
        self.filterset_class, self.rows, self.has = filterset_class, rows, cache(has)

    def filterset(self, chosen):
        query = QueryDict(mutable=True)
        for name, words in chosen.items():
            query.setlist(name, words)
        return self.filterset_class(query, self.rows)

    def matches(self, chosen):
        """The values of the rows that match a query, by primary key."""
        year = int(chosen["as_of"][0]) if "as_of" in chosen else None
        params = {name: words for name, words in chosen.items() if name != "as_of"}
        rows = self.has(year).items()
        return {pk: values for pk, values in rows if fits(values, params)}

    def check_rows(self, chosen):
        rows = [row.pk for row in self.filterset(chosen).qs]

        assert sorted(rows) == sorted(self.matches(chosen))

    def check_counts(self, chosen):
        """Each count is that of the rows which its value finds in place of the chosen.

        Each query checks a third of the facets, the next query another third. A value
        that rows have is offered, and every row has a value, if only "not recorded".
        """
        filterset = self.filterset(chosen)
        names = list(filterset.facet_names())[crc32(repr(chosen).encode()) % 3 :: 3]
        for facet in map(filterset.facet, names):
            assert facet.name in self.described, f"say what rows have of {facet.name}"
            own = {f"{prefix}{facet.name}" for prefix in ("", "not_")}
            own |= {f"{facet.name}_{end}" for end in ("min", "max")}
            rest = {name: words for name, words in chosen.items() if name not in own}
            parents = facet.options
            options = [*parents, *(o for parent in parents for o in parent.children)]
            counts = self.counts(rest, facet.name, options)
            for option in options:
                assert option.count == counts[option.value], (facet.name, option.value)
            if facet.hidden:  # Offered to those who look for them.
                options += [*facet.facet.vocabulary(), Option(NOT_RECORDED, "")]
            offered = {option.value for option in options}
            assert {v for v in counts if counts[v]} <= offered, facet.name

    @property
    def described(self):
        """The facets of which the test says what rows have."""
        row = next(iter(self.has(None).values()), {})
        names = [[key] if isinstance(key, str) else key for key in row]
        return {name.removesuffix("_span") for name in chain.from_iterable(names)}

    def counts(self, rest, name, options):
        """What each value finds: in one pass, or each by itself if it is of a link."""
        rows = self.matches(rest).values()
        if all(name in row for row in rows):
            assert all(row[name] for row in rows), f"a row has no value of {name}"
            return Counter(chain.from_iterable(row[name] for row in rows))
        return {
            option.value: len(self.matches(rest | {name: [option.value]}))
            for option in options
        }


def fits(values, params):
    """Whether a row that has these values matches a query, facet by facet."""
    linked = [name for name in values if isinstance(name, tuple)]
    if not all(fits_links(names, values[names], params) for names in linked):
        return False
    own = {n: w for n, w in params.items() if n.removeprefix("not_") in values}
    spans = {n: w for n, w in params.items() if n.endswith(("_min", "_max"))}
    return all(fits_facet(values, *param) for param in (own | spans).items())


def fits_facet(values, name, words):
    """Whether a row has one of the words, or none of them, or a number in bounds."""
    facet, _, end = name.removeprefix("not_").rpartition("_")
    if end in ("min", "max"):
        sign = 1 if end == "min" else -1
        own = values.get(f"{facet}_span", values.get(facet))
        return any(sign * int(v) >= sign * int(words[0]) for v in own)
    own = values[name.removeprefix("not_")]
    return not words or bool(own & set(words)) != name.startswith("not_")


def fits_links(names, links, params):
    """Whether one link has all that is wanted, and none has what is excluded beside."""
    wanted = {name: params[name] for name in names if params.get(name)}
    excluded = [
        wanted | {n: params[f"not_{n}"]} for n in names if params.get(f"not_{n}")
    ]

    def has(words):
        return any(
            all(link[names.index(name)] in words[name] for name in words)
            for link in links
        )

    return has(wanted) and not any(map(has, excluded))
