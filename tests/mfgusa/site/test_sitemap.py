"""What search engines find: every page once, and every one of them is there."""

import re

import pytest
from django.urls import reverse

from mfgusa.catalogue.subjects import subjects_with_pages
from mfgusa.db.models import DataVersion
from tests.factories import (
    ChallengeFactory,
    FundingRecordFactory,
    IndicatorFactory,
    InstituteFactory,
    PartnerFactory,
    ProjectFactory,
    RoadmapItemFactory,
    SiteFactory,
    SkillFactory,
    StateFactory,
    WorkforceProgramFactory,
)

pytestmark = pytest.mark.django_db


def addresses(client, path):
    text = client.get(path).content.decode()
    return re.findall(r"<loc>http://testserver(/[^<]*)</loc>", text)


@pytest.fixture
def one_of_each():
    institute = InstituteFactory(state=StateFactory(code="OH"))
    for factory in (
        FundingRecordFactory,
        ProjectFactory,
        SiteFactory,
        WorkforceProgramFactory,
    ):
        factory(institute=institute)
    PartnerFactory()
    IndicatorFactory()
    for factory in (RoadmapItemFactory, SkillFactory, ChallengeFactory):
        factory()
    return institute


def test_every_address_of_the_sitemap_answers(client, one_of_each):
    parts = addresses(client, reverse("sitemap"))
    pages = [page for part in parts for page in addresses(client, part)]

    assert len(parts) == 1 + len(subjects_with_pages())
    assert len(pages) == len(set(pages)) >= 20
    assert {"/", "/data/", "/places/OH/", one_of_each.get_absolute_url()} <= set(pages)
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_the_sitemap_costs_the_same_however_many_rows(
    client, one_of_each, django_assert_max_num_queries
):
    SiteFactory.create_batch(10)

    parts = len(subjects_with_pages())
    DataVersion.objects.versions()  # A process asks once what the counters count.
    with django_assert_max_num_queries(2 + parts):  # The versions, twice; their counts.
        client.get(reverse("sitemap"))
    with django_assert_max_num_queries(5):  # Versions, count, rows, their institutes.
        assert len(addresses(client, "/sitemap-sites.xml")) == 11


def test_a_part_that_is_not_there_is_not_found(client):
    assert client.get("/sitemap-nothing.xml").status_code == 404


def refused(rules, path):
    """Whether a robot leaves an address alone: the longest rule that fits decides."""
    fits = [
        (len(pattern), kind == "Allow")
        for kind, pattern in re.findall(r"(Allow|Disallow): (\S+)", rules)
        if re.match(re.escape(pattern).replace(r"\*", ".*"), path)
    ]
    return bool(fits) and not max(fits)[1]


@pytest.mark.parametrize(
    ("path", "is_refused"),
    [
        ("/", False),
        ("/partners/iacmi/", False),
        ("/partners/?state=OH", False),
        ("/partners/?page=2", False),
        ("/partners.csv", False),
        ("/sitemap.xml", False),
        ("/sitemap-partners.xml?p=2", False),
        ("/partners/?state=OH&state=MI", True),
        ("/partners/?not_state=OH", True),
        ("/partners/?sort=-name", True),
        ("/partners.csv?state=OH", True),
        ("/search/?q=laser", True),
        ("/admin/", True),
    ],
)
def test_robots_follow_one_filter_but_not_all_their_combinations(
    client, path, is_refused
):
    response = client.get("/robots.txt")
    rules = response.content.decode()

    assert response["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in rules
    assert refused(rules, path) == is_refused
