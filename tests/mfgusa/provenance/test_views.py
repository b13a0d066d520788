"""The pages of sources: everything that rests on each, whichever app holds it."""

import pytest

from institutes.models import Partner
from mfgusa.provenance.fact_types import fact_types
from mfgusa.provenance.models import fact_models
from mfgusa.provenance.panels import MAX_FACTS
from mfgusa.tables.schema.resource import resource_for
from tests.factories import (
    ChallengeLinkFactory,
    MembershipFactory,
    ObservationFactory,
    PartnerFactory,
    RoadmapFactory,
    RoadmapItemFactory,
    SiteFactory,
    SourceFactory,
)
from tests.factories.every import FACTORIES
from tests.query_counts import count_queries, list_budget

pytestmark = pytest.mark.django_db


def fill(source, rows):
    """Facts of every kind there is; of pillars there are but ten."""
    for fact_type in fact_types():
        FACTORIES[fact_type.model].create_batch(rows, source=source)


def links_of(page):
    return {line.split('"')[0] for line in page.text.split('href="')[1:]}


@pytest.mark.parametrize("query", ["", "?q=report&facts=partners&sort=-facts"])
def test_the_list_costs_the_same_however_many_sources(client, query):
    fill(SourceFactory(), 1)
    small = count_queries(client, f"/sources/{query}")
    for source in SourceFactory.create_batch(20):
        PartnerFactory.create_batch(2, source=source)

    large = count_queries(client, f"/sources/{query}")
    assert large == small <= list_budget("/sources/")


def test_the_page_of_a_source_costs_the_same_however_much_rests_on_it(client):
    counts = set()
    for rows in (1, 8):
        source = SourceFactory()
        fill(source, rows)
        counts.add(count_queries(client, source.get_absolute_url()))

    assert len(counts) == 1
    assert counts.pop() <= len(fact_models()) + 4  # One for each kind of fact.


def test_a_source_shows_every_fact_of_every_kind(client):
    source = SourceFactory(publisher="A & B", url="https://example.org/report")
    fill(source, 2)

    page = client.get(source.get_absolute_url())

    panels = {panel.slug: panel.count for panel in page.context["panels"]}
    assert panels == {fact_type.slug: 2 for fact_type in fact_types()}
    assert page.context["source"].fact_count == 2 * len(panels)
    assert "https://example.org/report" in links_of(page)
    assert client.get("/sources/", {"publisher": "A & B"}).context["count"] == 1


def test_a_table_may_have_a_name_that_the_model_uses(client, monkeypatch):
    """pghistory adds `events` to every model whose history it records."""
    monkeypatch.setattr(resource_for(Partner), "table", "events")
    source = PartnerFactory().source

    page = client.get(source.get_absolute_url())

    assert page.status_code == 200
    assert [panel.slug for panel in page.context["panels"]] == ["events"]


def test_each_fact_leads_to_the_place_where_it_is_shown(client):
    source = SourceFactory()
    tie = MembershipFactory(source=source)
    observation = ObservationFactory(source=source)
    site = SiteFactory(source=source)
    roadmap = RoadmapFactory(institute=tie.institute)
    item = RoadmapItemFactory(roadmap=roadmap, source=source)
    ChallengeLinkFactory(institute=None, roadmap_item=item, source=source)
    network = RoadmapFactory(institute=None, source=source)

    links = links_of(client.get(source.get_absolute_url()))

    assert {
        tie.partner.get_absolute_url(),
        observation.indicator.get_absolute_url(),
        site.get_absolute_url(),
        item.get_absolute_url(),
        network.get_absolute_url(),
    } <= links


def test_a_long_kind_is_cut_and_has_a_page_of_its_own(client):
    source = SourceFactory(title="The register")
    PartnerFactory.create_batch(MAX_FACTS + 3, source=source)
    address = source.get_absolute_url()

    page = client.get(address)
    whole = client.get(f"{address}?facts=partners")

    (panel,) = page.context["panels"]
    assert (len(panel.rows), panel.count) == (MAX_FACTS, MAX_FACTS + 3)
    assert f"{address}?facts=partners" in links_of(page)
    assert len(whole.context["panels"][0].rows) == MAX_FACTS + 3


@pytest.mark.parametrize(
    ("query", "hint"), [("facts=parters", "partners"), ("fact=sites", "facts")]
)
def test_an_unknown_kind_is_refused_with_the_nearest(client, query, hint):
    page = client.get(f"{SourceFactory().get_absolute_url()}?{query}")

    assert page.status_code == 400
    assert hint in page.text


def test_a_source_that_nothing_rests_on_says_so(client):
    source = SourceFactory()

    assert "No fact rests on it" in client.get(source.get_absolute_url()).text
    assert [
        row.key for row in client.get("/sources/?facts=nothing").context["rows"]
    ] == [source.key]
