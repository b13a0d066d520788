"""The facts as they stood at the end of a calendar year."""

import pytest

from institutes.models import FundingRecord, Institute, Membership, Partner, Site
from tests.factories import (
    FundingRecordFactory,
    InstituteFactory,
    MembershipFactory,
    SiteFactory,
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
