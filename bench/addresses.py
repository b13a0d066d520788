"""Addresses of filtered lists, no two of them the same."""

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

from django.urls import resolve
from django.utils.http import urlencode

from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.subjects import subjects_with_pages

SEED = 16


def distinct_addresses() -> Iterator[str]:
    """An address of each catalogue in turn, with a value of each of two facets.

    The values are those that rows have. A catalogue without further pairs drops out.
    """
    lists = [addresses_of(path) for path in catalogue_paths()]
    while lists:
        for addresses in lists[:]:
            address = next(addresses, None)
            if address is None:
                lists.remove(addresses)
            else:
                yield address


def catalogue_paths() -> list[str]:
    """The addresses of all catalogues."""
    subjects = subjects_with_pages().values()
    return [subject.path for subject in subjects if subject.is_catalogue]


def addresses_of(path: str) -> Iterator[str]:
    """The pairs of values of a catalogue, in a fixed order that looks like none."""
    filterset = resolve(path).func.view_class.filterset_class()
    choices = {
        name: [(name, value) for value in sorted(filterset.counts(name))]
        for name in selectable(filterset)
    }
    pairs = [
        pair
        for one_facet, next_facet in combinations(choices.values(), 2)
        for pair in product(one_facet, next_facet)
    ]
    Random(SEED).shuffle(pairs)
    for pair in pairs:
        yield f"{path}?{urlencode(pair)}"


def selectable(filterset: FacetedFilterSet) -> list[str]:
    """The facets whose counted values are those that an address may give."""
    return [
        name
        for name in filterset.facet_names()
        if not filterset.filters[name].is_range
        and not filterset.filters[name].unknown(filterset.counts(name))
    ]
