"""The catalogue of partners over the real facts, against the same in pure Python."""

import pytest
from django.db import connection
from django.http import QueryDict
from hypothesis import given

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Membership, Partner
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, RECORDED
from tests.mfgusa.catalogue.brute_force import THOROUGH, BruteForce, queries

VALUES = {
    "sector": ["industry", "academia", "government", NOT_RECORDED],
    "institute": ["arm", "mxd", "remade", "iacmi", NOT_RECORDED],
    "also": ["lift", "america-makes"],
    "institutes": ["0", "1", "2", "3"],
    "subsector": ["university", "large-manufacturer", NOT_RECORDED],
    "state": ["OH", "MA", "CA", "PR", NOT_RECORDED],
    "country": ["US", NOT_RECORDED],
    "role": ["founder", "member", "participant", NOT_RECORDED],
    "ror": [RECORDED, NOT_RECORDED],
}
SINGLE = {
    "as_of": ["2014", "2017", "2021"],
    "institutes_min": ["1", "2", "4"],
    "institutes_max": ["1", "3"],
}


@pytest.fixture(scope="module")
def partners(facts_loaded):
    rows = list(Partner.objects.with_place())
    ties = list(Membership.objects.select_related("institute", "source"))

    def has(year):
        known = [tie for tie in ties if stood(tie, year)]
        by_partner = {}
        for tie in known:
            by_partner.setdefault(tie.partner_id, []).append(tie)
        return {
            partner.pk: facets_of(partner, by_partner.get(partner.pk, []))
            for partner in rows
            if year is None or partner.pk in by_partner
        }

    return BruteForce(PartnerFilterSet, Partner.objects.with_institute_count(), has)


def stood(tie, year):
    """Whether a tie was known by the end of a year, to an institute that stood."""
    if year is None:
        return True
    known = tie.since or tie.source.published
    begun = tie.institute.established or tie.institute.announced
    ends = [day.year for day in (tie.until, tie.institute.closed) if day]
    started = [day.year for day in (known, begun) if day]
    return len(started) == 2 and max(started) <= year and min(ends, default=9999) > year


def facets_of(partner, ties):
    institutes = {tie.institute.key for tie in ties}
    return {
        "sector": {partner.sector or NOT_RECORDED},
        ("institute", "role"): {(tie.institute.key, tie.role) for tie in ties}
        or {(NOT_RECORDED, NOT_RECORDED)},
        "also": institutes or {NOT_RECORDED},
        "institutes": {str(len(institutes))},
        "subsector": {partner.subsector or NOT_RECORDED},
        "state": {partner.state.code if partner.state else NOT_RECORDED},
        "country": {partner.country or NOT_RECORDED},
        "ror": {RECORDED if partner.ror else NOT_RECORDED},
    }


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_a_query_finds_what_fits_it(partners, facts, chosen):
    partners.check_rows(chosen)


@THOROUGH
@given(chosen=queries(VALUES, SINGLE))
def test_every_count_is_exact(partners, facts, chosen):
    partners.check_counts(chosen)


@pytest.mark.parametrize("query", ["", "sort=name", "sort=-name"])
def test_partners_in_order_come_along_an_index_alone(facts, query):
    """No row is looked at for its place, however far behind the page."""
    rows = PartnerFilterSet(QueryDict(query), Partner.objects.all()).qs
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):  # Quicker over few rows.
            cursor.execute(f"SET LOCAL enable_{way} = off")
        plan = rows.values("pk")[600:625].explain()

    assert "Index Only Scan" in plan
    assert "using partner_in_order" in plan
