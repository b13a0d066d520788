"""What a FilterSet should find and count, worked out row by row in Python.

A test says what each row has of every facet; this asks the FilterSet the same in any
combination of filters and compares.
"""

from collections import Counter
from functools import cache
from itertools import chain
from zlib import crc32

from django.http import QueryDict
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

THOROUGH = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def queries(values, single=()):
    """Any combination of filters: up to two values of a facet, one of the others."""
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
    )


class BruteForce:
    """`has(year)` gives, by primary key, the values of each facet in that year.

    Facets that are asked together, of one tie of many, stand together: the values of
    a row under their names in a tuple are those of each tie, in a tuple too. The
    numbers from `min` to `max` of a facet whose values are others stand beside
    them, as `<facet>_span`.
    """

    def __init__(self, filterset_class, rows, has):
        self.filterset_class, self.rows, self.has = filterset_class, rows, cache(has)

    def filterset(self, chosen):
        query = QueryDict(mutable=True)
        for name, words in chosen.items():
            query.setlist(name, words)
        return self.filterset_class(query, self.rows)

    def found(self, chosen):
        """The values of the rows that answer a query, by primary key."""
        year = int(chosen["as_of"][0]) if "as_of" in chosen else None
        asked = {name: words for name, words in chosen.items() if name != "as_of"}
        rows = self.has(year).items()
        return {pk: values for pk, values in rows if fits(values, asked)}

    def check_rows(self, chosen):
        rows = [row.pk for row in self.filterset(chosen).qs]

        assert sorted(rows) == sorted(self.found(chosen))

    def check_counts(self, chosen):
        """Each count is of what its value finds in the place of what is chosen.

        Of each query a third of the facets is counted, another third of the next.
        """
        filterset = self.filterset(chosen)
        names = list(filterset.facet_names())[crc32(repr(chosen).encode()) % 3 :: 3]
        for facet in map(filterset.facet, names):
            own = {f"{prefix}{facet.name}" for prefix in ("", "not_")}
            own |= {f"{facet.name}_{end}" for end in ("min", "max")}
            rest = {name: words for name, words in chosen.items() if name not in own}
            children = (child for one in facet.options for child in one.children)
            options = [*facet.options, *children]
            counts = self.counts(rest, facet.name, options)
            for option in options:
                known = (facet.name, option.value)
                assert option.count == counts[option.value], known

    def counts(self, rest, name, options):
        """What each value finds: in one pass, or each by itself if asked of a tie."""
        rows = self.found(rest).values()
        if all(name in row for row in rows):
            return Counter(chain.from_iterable(row[name] for row in rows))
        return {
            option.value: len(self.found(rest | {name: [option.value]}))
            for option in options
        }


def fits(values, asked):
    """Whether a row that has these values answers a query, facet by facet."""
    together = [name for name in values if isinstance(name, tuple)]
    if not all(fits_together(names, values[names], asked) for names in together):
        return False
    alone = {n: w for n, w in asked.items() if n.removeprefix("not_") in values}
    spans = {n: w for n, w in asked.items() if n.endswith(("_min", "_max"))}
    return all(fits_one(values, *one) for one in (alone | spans).items())


def fits_one(values, name, words):
    """Whether a row has one of the words, or none of them, or a number in bounds."""
    facet, _, end = name.removeprefix("not_").rpartition("_")
    if end in ("min", "max"):
        sign = 1 if end == "min" else -1
        own = values.get(f"{facet}_span", values.get(facet))
        return any(sign * int(v) >= sign * int(words[0]) for v in own)
    own = values[name.removeprefix("not_")]
    return not words or bool(own & set(words)) != name.startswith("not_")


def fits_together(names, ties, asked):
    """Whether one tie has all that is asked, and none has what is not wanted beside."""
    wanted = {name: asked[name] for name in names if asked.get(name)}
    unwanted = [wanted | {n: asked[f"not_{n}"]} for n in names if asked.get(f"not_{n}")]

    def has(words):
        return any(
            all(tie[names.index(name)] in words[name] for name in words) for tie in ties
        )

    return has(wanted) and not any(map(has, unwanted))
