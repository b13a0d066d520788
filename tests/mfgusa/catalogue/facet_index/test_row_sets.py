"""The bits of a set are those of its rows, however the set is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfgusa.catalogue.facet_index.checkpoint import pack_sets, unpack_sets
from mfgusa.catalogue.facet_index.row_sets import (
    CONTAINER,
    CONTAINER_BYTES,
    RowSet,
    dense_bits,
    union,
)

SPANS = st.lists(
    st.tuples(st.integers(0, 5 * CONTAINER), st.integers(1, 6000), st.integers(1, 9)),
    max_size=6,
)


def rows_of(spans):
    return RowSet(
        row for first, count, step in spans for row in range(first, first + count, step)
    )


def read_bits(rows):
    bits, containers = dense_bits(rows)
    assert len(bits) == len(containers) * CONTAINER_BYTES
    return [
        containers[place // CONTAINER] * CONTAINER + place % CONTAINER
        for place in range(len(bits) * 8)
        if bits[place >> 3] >> (place & 7) & 1
    ]


@given(spans=SPANS, runs=st.booleans())
def test_bits_are_those_of_the_rows(spans, runs):
    rows = rows_of(spans)
    if runs:
        rows.run_optimize()

    assert read_bits(rows) == list(rows)


@pytest.mark.parametrize("count", [0, 1, 4096, 4097, CONTAINER, 4 * CONTAINER])
@pytest.mark.parametrize("runs", [False, True])
def test_each_kind_of_container_is_read(count, runs):
    rows = RowSet(range(7, 7 + count))
    if runs:
        rows.run_optimize()

    assert read_bits(rows) == list(range(7, 7 + count))


@given(values=st.dictionaries(st.text(), SPANS, max_size=4))
def test_what_is_stored_is_read_again(values):
    sets = {value: rows_of(spans) for value, spans in values.items()}

    assert unpack_sets(pack_sets(sets)) == sets


def test_a_union_of_no_sets_is_empty():
    assert union([]) == RowSet()


def test_a_union_changes_none_of_its_sets():
    first, second = RowSet([1]), RowSet([2])

    assert union([first, second]) == RowSet([1, 2])
    assert (first, second) == (RowSet([1]), RowSet([2]))
