"""Facet counts are exact: each is checked against asking for its value."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutes.filtersets import InstituteFilterSet
from institutes.models import Institute
from institutes.views import InstituteList
from mfgusa.catalogue.facets import NOT_RECORDED, RECORDED

VALUES = {
    "status": ["active", "closed", "announced"],
    "agency": ["DOD", "DOE", "DOC", "NSF", NOT_RECORDED],
    "focus": ["robotics", "advanced-materials", "polymer-composites", NOT_RECORDED],
    "region": ["midwest", "south", "northeast", NOT_RECORDED],
    "state": ["OH", "NY", "CA", "WY", NOT_RECORDED],
    "established": ["2012", "2014", "2017", NOT_RECORDED],
    "sector": ["industry", "nonprofit", NOT_RECORDED],
    "sectors": ["0", "2", "3"],
    "challenge": ["circular-economy", "automation", NOT_RECORDED],
    "roadmaps": [RECORDED, NOT_RECORDED],
}
VALUES |= {f"not_{name}": words for name, words in VALUES.items()}
SINGLE = {
    "established_min": ["2014", "2016"],
    "established_max": ["2016", "2020"],
    "sectors_min": ["1", "3"],
    "sectors_max": ["2"],
}
queries = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(words), max_size=2, unique=True)
        for name, words in VALUES.items()
    }
    | {
        name: st.sampled_from(words).map(lambda w: [w])
        for name, words in SINGLE.items()
    },
)


def filterset(chosen):
    query = QueryDict(mutable=True)
    for name, words in chosen.items():
        query.setlist(name, words)
    return InstituteFilterSet(query, InstituteList.queryset)


@pytest.fixture(scope="module")
def known(facts_loaded):
    """What each institute has of every facet, gathered row by row in Python."""
    return {
        i.key: {n: set(get(i)) for n, get in HAS.items()}
        for i in Institute.objects.all()
    }


def recorded(*values):
    return [value or NOT_RECORDED for value in values]


def focus_of(institute):
    areas = [link.focus_area for link in institute.focus_links.all()]
    return {a.slug for a in areas} | {a.parent.slug for a in areas if a.parent}


def sectors_of(institute):
    told = {tie.partner.sector for tie in institute.memberships.all()}
    return len(told & {"industry", "academia", "government"})


HAS = {
    "status": lambda i: [i.status],
    "agency": lambda i: recorded(i.agency and i.agency.code),
    "focus": lambda i: focus_of(i) or recorded(""),
    "region": lambda i: recorded(i.state and i.state.region),
    "state": lambda i: recorded(i.state and i.state.code),
    "established": lambda i: recorded(i.established and i.established[:4]),
    "sector": lambda i: recorded(
        *([m.partner.sector for m in i.memberships.all()] or [""])
    ),
    "sectors": lambda i: [str(sectors_of(i))],
    "challenge": lambda i: (
        [link.challenge.slug for link in i.challenge_links.all()] or recorded("")
    ),
    "roadmaps": lambda i: [RECORDED if i.roadmaps.exists() else NOT_RECORDED],
    "sectors_min": lambda i: range(sectors_of(i) + 1),
    "sectors_max": lambda i: range(sectors_of(i), 4),
    "established_min": lambda i: (
        range(1900, i.established.year + 1) if i.established else []
    ),
    "established_max": lambda i: (
        range(i.established.year, 2100) if i.established else []
    ),
}


def fits(has, chosen):
    """Whether an institute that has these values answers a query, facet by facet."""
    for name, words in chosen.items():
        own = has[name.removeprefix("not_")]
        wanted = (
            {int(w) for w in words} if name[-4:] in ("_min", "_max") else set(words)
        )
        if words and bool(own & wanted) == name.startswith("not_"):
            return False
    return True


def without(chosen, facet):
    own = {facet, f"not_{facet}", f"{facet}_min", f"{facet}_max"}
    return {name: words for name, words in chosen.items() if name not in own}


THOROUGH = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@THOROUGH
@given(chosen=queries)
def test_a_query_finds_what_fits_it(known, facts, chosen):
    found = [institute.key for institute in filterset(chosen).qs]

    assert sorted(found) == sorted(
        key for key, has in known.items() if fits(has, chosen)
    )


@THOROUGH
@given(chosen=queries)
def test_every_count_is_exact_without_the_facet_itself(known, facts, chosen):
    for facet in filterset(chosen).facets:
        rest = without(chosen, facet.name)
        rows = [has[facet.name] for has in known.values() if fits(has, rest)]
        for option in [*facet.options, *(c for o in facet.options for c in o.children)]:
            assert option.count == sum(option.value in row for row in rows)


def test_no_row_is_found_twice(facts):
    rows = filterset(
        {"sector": ["industry", "academia"], "focus": ["energy-sustainability"]}
    )

    assert len(rows.qs) == len(set(rows.qs)) == 7


def test_a_value_that_finds_nothing_is_shown_only_when_chosen(facts):
    shown = {f.name: f for f in filterset({"state": ["WY"]}).facets}

    (wyoming,) = [o for o in shown["state"].options if o.value == "WY"]
    assert (wyoming.count, wyoming.chosen) == (0, True)
    assert "AK" not in {option.value for option in shown["state"].options}
