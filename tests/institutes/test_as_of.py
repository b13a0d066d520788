"""The facts as they stood at the end of a calendar year."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutes.models import FundingRecord, Institute, Membership, Partner, Site
from tests.factories import (
    FundingRecordFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    SiteFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def stands(year, **dates):
    one = InstituteFactory(**dates)
    return Institute.objects.as_of(year).filter(pk=one.pk).exists()


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ({"established": "2014"}, 2014, 2100),
        ({"established": "2014-12-31"}, 2014, 2100),
        ({"established": "2017-03", "announced": "2016-12-16"}, 2017, 2100),
        ({"established": None, "announced": "2016-06-20"}, 2016, 2100),
        (
            {"established": "2025-01-03", "closed": "2026-02", "status": "closed"},
            2025,
            2025,
        ),
    ],
)
def test_an_institute_stands_from_its_establishment_until_it_closes(dates, first, last):
    one = InstituteFactory(**dates)

    years = [y for y in range(2010, 2101) if one in Institute.objects.as_of(y)]

    assert years == list(range(first, last + 1))


def test_an_institute_without_dates_stands_in_no_year():
    assert not stands(2020, established=None, announced=None)


@pytest.mark.parametrize(
    ("since", "until", "published", "years"),
    [
        ("2016", None, "2020", [2016, 2017, 2018, 2019]),
        (None, None, "2018-02", [2018, 2019]),
        ("2016-05", "2018", "2016", [2016, 2017]),
        ("2016", "2018-12-31", "2016", [2016, 2017, 2018]),
        (None, None, None, []),
    ],
)
def test_a_tie_holds_from_its_start_or_its_source(since, until, published, years):
    tie = MembershipFactory(
        since=since,
        until=until,
        source__published=published,
        institute__established="2010",
    )

    held = [y for y in range(2015, 2020) if tie in Membership.objects.as_of(y)]

    assert held == years
    assert [
        y for y in range(2015, 2020) if tie.partner in Partner.objects.as_of(y)
    ] == years
    assert (tie in Membership.objects.undated()) == (not years)


def test_a_tie_ends_with_its_institute():
    tie = MembershipFactory(
        since="2016",
        institute__established="2017",
        institute__closed="2019",
        institute__status="closed",
    )

    held = [y for y in range(2015, 2021) if tie in Membership.objects.as_of(y)]

    assert held == [2017, 2018]


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        ({"period_start": "2015-07", "fiscal_year": 2016}, 2015),
        ({"fiscal_year": 2016}, 2016),
        ({}, None),
    ],
)
def test_money_is_known_from_its_period_or_its_fiscal_year(dates, first):
    record = FundingRecordFactory(**{"period_start": None, "fiscal_year": None} | dates)

    years = [y for y in range(2014, 2020) if record in FundingRecord.objects.as_of(y)]

    assert years == (list(range(first, 2020)) if first else [])


def test_a_site_stands_with_its_institute():
    site = SiteFactory(institute__established="2018")

    assert site not in Site.objects.as_of(2017)
    assert site in Site.objects.as_of(2018)


# Against plain Python, over random dates

YEARS = range(2011, 2020)
DAYS = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.one_of(
        st.dates(date(2012, 1, 1), date(2018, 12, 31)),
        st.sampled_from([date(year, 12, 31) for year in YEARS]),
    ),
    st.sampled_from([4, 7, 10]),
)
SPANS = st.tuples(st.none() | DAYS, st.none() | DAYS).filter(
    lambda span: None in span or span[0] <= f"{span[1]}~"
)
# Start and end of a membership; publication of its source; of its institute the
# establishment and closing, and the announcement.
DATES = st.tuples(SPANS, st.none() | DAYS, st.tuples(SPANS, st.none() | DAYS))


def create_membership(span, published, lifetime):
    """A membership of an institute of its own, all with these dates."""
    (established, closed), announced = lifetime
    institute = InstituteFactory(
        established=established,
        announced=announced,
        closed=closed,
        status="closed" if closed else "active",
    )
    return MembershipFactory(
        since=span[0],
        until=span[1],
        source=SourceFactory(published=published),
        institute=institute,
    )


def existed(year, lifetime):
    """Whether an institute existed at the end of a year."""
    (established, closed), announced = lifetime
    start = established or announced
    is_closed = closed is not None and closed <= f"{year}-12-31"
    return start is not None and start <= f"{year}-12-31" and not is_closed


def held(year, span, published, lifetime):
    """Whether a membership held at the end of a year, by the words of the record."""
    since, until = span
    start = since or published
    if start is None or start > f"{year}-12-31" or not existed(year, lifetime):
        return False
    return until is None or until >= f"{year}-12-31"


with_database = settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@with_database
@given(st.lists(DATES, min_size=1, max_size=6))
def test_as_of_is_what_python_says_of_random_dates(db, dates):
    with transaction.atomic():
        rows = {create_membership(*row): row for row in dates}
        for year in YEARS:
            expected = {m for m, row in rows.items() if held(year, *row)}
            assert {*Membership.objects.as_of(year)} == expected
            partners = {membership.partner for membership in expected}
            assert {*Partner.objects.as_of(year)} == partners
        undated = {m for m, (span, day, _) in rows.items() if not (span[0] or day)}
        assert {*Membership.objects.undated()} == undated
        transaction.set_rollback(True)


@with_database
@given(st.lists(DATES, min_size=1, max_size=6))
def test_as_of_lies_between_the_first_and_the_last_year(db, dates):
    with transaction.atomic():
        lifetimes = {create_membership(*row): row[-1] for row in dates}
        rows = Membership.objects.with_years()
        for year in YEARS:
            expected = {
                row
                for row in rows
                if row.first_year is not None
                and row.first_year <= year
                and (row.last_year is None or row.last_year >= year)
                and existed(year, lifetimes[row])
            }
            assert {*Membership.objects.as_of(year)} == expected
        transaction.set_rollback(True)


def test_a_partner_has_the_institutes_of_the_year():
    partner = PartnerFactory()
    for since, until in (("2015", None), ("2016", "2017"), ("2018", None)):
        MembershipFactory(
            partner=partner, since=since, until=until, institute__established="2010"
        )

    counts = {
        year: Partner.objects.as_of(year).get().institute_count
        for year in (2015, 2016, 2017, 2018)
    }

    assert counts == {2015: 1, 2016: 2, 2017: 1, 2018: 2}
