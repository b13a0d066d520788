"""The facets of sources find and count exactly what brute force does."""

import pytest
from django.apps import apps
from hypothesis import given

from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.provenance.filterset import SourceFilterSet
from mfgusa.provenance.models import Cited, Source
from mfgusa.provenance.views import SourceList
from mfgusa.tables.schema.resource import resource_for
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

CITED = [model for model in apps.get_models() if issubclass(model, Cited)]
KINDS = {resource_for(model).table.replace("_", "-"): model for model in CITED}
VALUES = {
    "facts": [*KINDS, "nothing"],
    "published": ["2014", "2021", NOT_RECORDED],
    "publisher": ["Manufacturing USA", "NIST", NOT_RECORDED],
}
SINGLE = {"published_min": ["2015", "2022"], "published_max": ["2016", "2023"]}


@pytest.fixture(scope="module")
def brute_force(facts_loaded):
    """What each source has of every facet; the facts are asked model by model."""
    rests = {
        slug: set(model.objects.values_list("source_id", flat=True))
        for slug, model in KINDS.items()
    }

    def values_of(source):
        year = source.published and source.published[:4]
        return {
            "facts": {k for k, ids in rests.items() if source.pk in ids} or {"nothing"},
            "published": {year or NOT_RECORDED},
            "published_span": {int(year)} if year else set(),
            "publisher": {source.publisher or NOT_RECORDED},
        }

    has = {source.pk: values_of(source) for source in Source.objects.all()}
    return BruteForce(SourceFilterSet, SourceList.queryset, lambda year: has)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it_and_counts_are_exact(brute_force, facts, chosen):
    brute_force.check_rows(chosen)
    brute_force.check_counts(chosen)


def test_every_kind_of_fact_is_counted_for_every_source(facts):
    counted = sum(source.fact_count for source in SourceList.queryset.all())

    assert counted == sum(model.objects.count() for model in CITED)


def test_what_no_value_stands_for_is_of_no_source(brute_force, facts):
    assert not brute_force.filterset({"facts": [NOT_RECORDED]}).qs.exists()
