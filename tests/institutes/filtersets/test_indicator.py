"""The facets of indicators find and count exactly what brute force does."""

from itertools import combinations

import pytest
from hypothesis import given

from institutes.filtersets.indicator import IndicatorFilterSet
from institutes.models import Indicator
from institutes.views.indicator import IndicatorList
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from tests.factories import IndicatorFactory
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "scope": ["network", "institutes", NOT_RECORDED],
    "disagreement": ["yes", "network", "institutes", "no"],
    "unit": ["count", "USD", "people", "ratio"],
    "institute": ["affoa", "iacmi", "remade", "smart-usa", NOT_RECORDED],
}


def rivals(one, other):
    """Whether two observations are of one scope and time, and of two values."""
    times = [o.fiscal_year or o.as_of for o in (one, other)]
    same = one.institute_id == other.institute_id and times[0] == times[1]
    return same and times[0] is not None and one.value != other.value


def values_of(indicator):
    rows = list(indicator.observations.all())
    scopes = {"institutes" if one.institute else "network" for one in rows}
    disputed = {
        "institutes" if one.institute else "network"
        for one, other in combinations(rows, 2)
        if rivals(one, other)
    }
    keys = {one.institute.key for one in rows if one.institute}
    return {
        "scope": scopes or {NOT_RECORDED},
        "disagreement": disputed | {"yes"} if disputed else {"no"},
        "unit": {indicator.unit},
        "institute": keys or {NOT_RECORDED},
    }


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    """The facts, and an indicator that nobody has observed yet."""
    IndicatorFactory()
    rows = Indicator.objects.prefetch_related("observations__institute")
    has = {indicator.pk: values_of(indicator) for indicator in rows}
    return BruteForce(IndicatorFilterSet, IndicatorList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)
