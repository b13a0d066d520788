"""The catalogue of sites over the real facts, against the same in pure Python."""

import pytest
from hypothesis import given

from institutes.filtersets.place import SiteFilterSet
from institutes.models import Site
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "kind": ["headquarters", "satellite", "pilot-facility"],
    "institute": ["biofabusa", "aim-photonics", "nextflex"],
    "region": ["northeast", "south", "island-areas", NOT_RECORDED],
    "state": ["MA", "NY", "CA", "PR", NOT_RECORDED],
    "precision": ["address", "city", NOT_RECORDED],
}
SINGLE = {"as_of": ["2013", "2016", "2022"]}


@pytest.fixture(scope="module")
def sites(facts_loaded):
    rows = list(Site.objects.with_place())

    def has(year):
        return {s.pk: facets_of(s) for s in rows if stood(s.institute, year)}

    return BruteForce(SiteFilterSet, Site.objects.all(), has)


def stood(institute, year):
    """Whether an institute had begun by the end of a year and not closed by then."""
    if year is None:
        return True
    begun = institute.established or institute.announced
    closed = institute.closed
    return begun and begun.year <= year and not (closed and closed.year <= year)


def facets_of(site):
    return {
        "kind": {site.kind},
        "institute": {site.institute.key},
        "region": {site.state.region if site.state else NOT_RECORDED},
        "state": {site.state.code if site.state else NOT_RECORDED},
        "precision": {site.precision or NOT_RECORDED},
    }


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_rows_and_counts_are_exact(sites, facts, chosen):
    sites.check_rows(chosen)
    sites.check_counts(chosen)
