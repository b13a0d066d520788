"""The difference of two versions: no item is lost, none is counted twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmaps.models import RoadmapItem
from roadmaps.version_diff import diff_versions, versions_of_item

TITLES = st.sampled_from(["Optics", "OPTICS", "Óptics!", "Glass", "Lasers", "", "!"])
THEMES = st.sampled_from(["", "Packaging", "Design"])
YEARS = st.sampled_from([None, 2030, 2040])


@st.composite
def versions(draw):
    """The items of two versions, some of which continue one of the other."""
    sides = []
    for roadmap in (1, 2):
        rows = draw(st.lists(st.tuples(TITLES, THEMES, YEARS), max_size=6))
        sides.append([item(roadmap, n, *row) for n, row in enumerate(rows, 1)])
    old, new = sides
    for row in new:
        row.continues_id = draw(st.sampled_from([None, *(item.pk for item in old)]))
    return old, new


def item(roadmap, order, title, theme="", year=None, **fields):
    return RoadmapItem(
        pk=roadmap * 100 + order,
        roadmap_id=roadmap,
        order=order,
        title=title,
        theme=theme,
        target_year=year,
        **fields,
    )


def pks(items):
    return sorted(row.pk for row in items)


@given(versions())
def test_each_item_is_in_one_list(sides):
    old, new = sides
    diff = diff_versions(old, new)

    pairs = [*diff.changed, *diff.unchanged]
    assert pks([*diff.added, *(pair.after for pair in pairs)]) == pks(new)
    assert pks([*diff.removed, *(pair.before for pair in pairs)]) == pks(old)


@given(versions())
def test_backwards_what_was_added_is_dropped(sides):
    old, new = sides
    forward, back = diff_versions(old, new), diff_versions(new, old)

    assert pks(forward.added) == pks(back.removed)
    assert pks(forward.removed) == pks(back.added)
    for forth, turned in (
        (forward.changed, back.changed),
        (forward.unchanged, back.unchanged),
    ):
        assert {(pair.before.pk, pair.after.pk) for pair in forth} == {
            (pair.after.pk, pair.before.pk) for pair in turned
        }


def test_what_moved_says_from_what_to_what():
    old = item(1, 1, "Co-packaged optics", "Packaging", 2030, trl_start=3)
    new = item(2, 4, "co-packaged OPTICS", "Design", 2035, trl_start=3, trl_end=6)

    (pair,) = diff_versions([old], [new]).changed

    assert [(str(c.name), c.before, c.after) for c in pair.changes] == [
        ("theme", "Packaging", "Design"),
        ("target year", 2030, 2035),
        ("readiness level", "3", "3 to 6"),
    ]


@pytest.mark.parametrize("title", ["Optics", "!"])
def test_a_title_that_two_items_have_joins_nothing(title):
    old = [item(1, 1, title)]
    new = [item(2, 1, title), item(2, 2, title)]

    diff = diff_versions(old, new)

    assert (pks(diff.added), pks(diff.removed)) == (pks(new), pks(old))


def test_an_item_is_followed_through_all_versions():
    first, second, third = (item(n, 1, f"Title {n}") for n in (1, 2, 3))
    second.continues_id, third.continues_id = first.pk, second.pk
    unrelated = item(2, 2, "Other")
    series_items = [first, second, unrelated, third]

    assert versions_of_item(second, series_items) == [first, third]
    assert versions_of_item(first, series_items) == [second, third]
    assert versions_of_item(unrelated, series_items) == []
