"""What a page says of itself: well-formed whatever its title holds."""

import json
import re
from datetime import date

import pytest
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from institutes import linked_data
from institutes.models import Institute, Membership, Site
from mfgusa.catalogue.cache.page_version import PageVersion
from mfgusa.catalogue.citation.footnotes import Footnotes
from mfgusa.catalogue.citation.page import Page
from mfgusa.catalogue.citation.page_citation import PageCitation
from mfgusa.catalogue.citation.page_metadata import (
    PageMetadata,
    breadcrumb_node,
    dataset_node,
    newest_date_among,
    newest_date_of,
)
from mfgusa.db.models import DataVersion
from mfgusa.fields.partial_dates import PartialDate
from tests.factories import (
    AgencyFactory,
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    SiteFactory,
    StateFactory,
)

HOSTILE_TEXTS = st.text() | st.text(alphabet="{}\\\"%$&#_~^@<>/'\n\x00é\ud800 a")
SPECIAL = re.compile(r"(?<!\\)[&%$#_~^]")
DAY = date(2026, 11, 23)


def cited(title="Partners", path="/partners/", newest=None, changed=DAY):
    url = f"https://example.org{path}"
    return PageCitation(title, path, url, "1234", changed, newest)


def values_of(bibtex):
    """The fields of an entry, read as BibTeX reads: by counting braces."""
    head, body = bibtex.split("\n", 1)
    assert re.fullmatch(r"@misc\{[a-z0-9-]+,", head)
    fields, name, depth, start = {}, "", 1, 0
    for place, sign in enumerate(body):
        if sign == "{" and (depth := depth + 1) == 2:
            name = body[start:place].split("\n")[-1].partition("=")[0].strip()
            start = place + 1
        elif sign == "}":
            depth -= 1
            assert depth > 0 or place == len(body) - 1
            if depth == 1:
                fields[name], start = body[start:place], place
    assert depth == 0
    return fields


@given(HOSTILE_TEXTS)
@example("}, note = {injected")
@example("\\{\\}")
def test_bibtex_is_well_formed_for_any_title(title):
    fields = values_of(cited(title).bibtex)

    assert list(fields) == ["author", "title", "note", "url", "year"]
    assert not SPECIAL.search(fields["title"])
    assert "\n" not in fields["title"]


@given(HOSTILE_TEXTS)
def test_csl_is_one_item_for_any_title(title):
    (item,) = json.loads(cited(title).csl)

    item["title"].encode()  # No half characters.
    assert item["type"] == "webpage"
    assert item["issued"] == {"date-parts": [[2026, 11, 23]]}
    assert item["title"].split() == item["title"].replace("\n", " ").split()


@given(HOSTILE_TEXTS)
@example("</script><script>alert(1)</script>")
def test_json_ld_cannot_leave_its_script(title):
    page = Page(
        PageMetadata(title, linked_data=[{"name": title}]), RequestFactory().get("/")
    )
    page.version = "7"

    assert not set("<>&") & set(page.json_ld)
    assert json.loads(page.json_ld)["@graph"][-1] == {"name": title}


@given(st.text())
def test_a_key_is_ascii_and_another_for_another_version(query):
    page = Page(
        PageMetadata("", path=f"/partners/?q={query}"), RequestFactory().get("/")
    )
    citation = page.cited(None, PageVersion("7", None))

    assert re.fullmatch("[a-z0-9-]+-v7", citation.key)
    assert len(citation.key) < 90


def test_a_citation_names_the_version_of_the_data_and_the_newest_fact():
    citation = cited("Partners in Ohio", "/partners/?state=OH", PartialDate("2025-03"))

    assert citation.key == "mfgusa-partners-state-oh-v1234"
    assert citation.text == (
        "“Partners in Ohio”. Manufacturing USA knowledge base, data version 1234 of "
        "23 November 2026. https://example.org/partners/?state=OH"
    )
    assert citation.note == (
        "Data version 1234 of 23 November 2026; newest fact of March 2025"
    )
    assert "month = nov" in citation.bibtex


def test_a_citation_of_data_that_never_changed_has_no_day():
    citation = cited(changed=None)

    assert "data version 1234. https" in citation.text
    assert "issued" not in citation.csl
    assert "year" not in citation.bibtex


def test_paths_of_this_site_become_addresses():
    metadata = PageMetadata("Partners", path="/partners/?state=OH")
    metadata.linked_data = [
        dataset_node(
            metadata, base="/partners", query="state=OH", formats=("csv", "xlsx")
        ),
        breadcrumb_node(
            ("Institutes", "/institutes/"), ("IACMI", "/institutes/iacmi/")
        ),
    ]
    page = Page(metadata, RequestFactory().get("/"))
    page.version = "7"

    website, _publisher, web_page, rows, way = json.loads(page.json_ld)["@graph"]

    assert website["url"] == "http://testserver/"
    assert web_page["mainEntity"]["@id"] == rows["@id"]
    assert [file["contentUrl"] for file in rows["distribution"]] == [
        "http://testserver/partners.csv?state=OH",
        "http://testserver/partners.xlsx?state=OH",
    ]
    assert way["itemListElement"][1]["item"] == "http://testserver/institutes/iacmi/"


@pytest.mark.django_db
def test_the_newest_fact_is_the_newest_published_else_the_last_read(
    django_assert_num_queries,
):
    ties = Membership.objects.select_related("source")
    assert newest_date_of(ties) is None

    MembershipFactory(source__accessed="2026-01-02")
    assert newest_date_of(ties) == newest_date_among(ties.all()) == "2026-01-02"

    MembershipFactory.create_batch(3, source__published="2019")
    MembershipFactory(source__published="2019-05", source__accessed="2026-02")
    citations = Footnotes()
    for tie in ties.all():
        citations.number(tie)
    with django_assert_num_queries(1):
        assert newest_date_of(ties) == PartialDate("2019-05")
    SiteFactory(source__accessed="2026-02")
    assert newest_date_of(Site.objects.all()) == "2026-02"
    assert newest_date_of(Site.objects.all(), ties) == "2019-05"
    assert newest_date_among(ties.all()) == citations.newest == "2019-05"
    assert isinstance(newest_date_of(ties), PartialDate)


@pytest.mark.django_db
def test_facts_as_linked_data(django_assert_num_queries):
    agency = AgencyFactory(name="Department of Energy", code="DOE")
    InstituteFactory(
        key="iacmi", acronym="IACMI", established="2015-06", agency=agency, city="Knox"
    )
    institute = Institute.objects.with_place().with_focus_areas().get()
    ror = "https://ror.org/02dqehb95"
    partner = PartnerFactory(subsector="university", sector="academia", ror=ror)

    node = linked_data.institute_node(institute)
    assert node["@type"] == "Organization"
    assert node["foundingDate"] == "2015-06"
    assert node["sponsor"]["@type"] == "GovernmentOrganization"
    assert node["address"]["addressLocality"] == "Knox"
    assert "sameAs" not in node
    with django_assert_num_queries(0):
        linked_data.institute_node(institute)
    node = linked_data.partner_node(partner)
    assert node["@type"] == "CollegeOrUniversity"
    assert node["sameAs"] == [ror]
    assert "address" not in node
    partner.website = "ftp://example.org/"
    assert linked_data.partner_node(partner)["sameAs"] == [ror]


def head_of(page):
    return page.split("</head>")[0]


@pytest.mark.django_db
def test_a_page_names_its_canonical_address_and_how_to_cite_it(client):
    institute = InstituteFactory(acronym="<b>A & B</b>", source__published="2021-04")
    page = client.get(institute.get_absolute_url()).content.decode()

    address = f"http://testserver{institute.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in head_of(page)
    assert 'property="og:image" content="http://testserver/' in head_of(page)
    assert "<b>A" not in page
    graph = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    nodes = json.loads(graph[1])["@graph"]
    assert {"name": institute.name, "url": address}.items() <= nodes[-1].items()
    version = nodes[2]["version"]
    changed = max(DataVersion.objects.versions_and_moments().moments.values())
    date_display = PartialDate(f"{changed:%Y-%m-%d}").display
    assert f"data version {version} of {date_display}" in page
    assert f"-v{version}," in page  # In the key of the BibTeX entry.
    assert "later-" not in page
    assert "April 2021" in page.split('id="cite"')[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("?state=TX&state=OH", "?state=OH&amp;state=TX"),
        ("?status=active&q=a&page=1", "?q=a&amp;status=active"),
        ("?page=1", ""),
    ],
)
def test_the_same_rows_have_one_canonical_address(client, query, canonical):
    for code in ("OH", "TX"):
        InstituteFactory(
            acronym=f"A {code}", state=StateFactory(code=code), status="active"
        )
    path = reverse("institutes:institute-list")

    page = client.get(path + query).content.decode()

    assert f'<link rel="canonical" href="http://testserver{path}{canonical}">' in page


@pytest.mark.django_db
def test_a_refused_address_is_not_indexed(client):
    response = client.get(reverse("institutes:institute-list"), {"regoin": "3"})

    assert response.status_code == 400
    assert 'name="robots" content="noindex' in head_of(response.content.decode())


@pytest.mark.django_db
def test_no_page_says_when_it_was_looked_at(client):
    InstituteFactory()
    DataVersion.objects.update(changed="2020-02-03T04:05:06Z")

    page = client.get(reverse("institutes:institute-list")).content.decode()

    assert "of 3 February 2020" in page
    assert f"{date.today():%Y-%m-%d}" not in page
    assert PartialDate(f"{date.today():%Y-%m-%d}").display not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "current"), [("/institutes/", "page"), ("/institutes/one/", "true")]
)
def test_the_contents_line_marks_the_section(client, path, current):
    InstituteFactory(key="one")

    page = client.get(path).content.decode()

    assert re.findall(r'<a href="([^"]+)" aria-current="([^"]+)"', page) == [
        ("/institutes/", current)
    ]
