"""Partners, sites and places of the real facts, as a visitor reads them."""

import json

import pytest

from institutes.models import Membership, Partner, Site, State
from tests.row_counts import count_rows

CATALOGUES = {
    "institute_count": "institutes",
    "site_count": "sites",
    "partner_count": "partners",
    "program_count": "workforce",
}


def test_the_map_has_the_rows_of_the_filter_and_leads_to_them(client, facts):
    page = client.get("/partners/?subsector=university&sort=name")

    body = page.content.decode()
    here = page.context["filterset"].qs.filter(state__code="PA").count()
    listed = client.get("/partners/?subsector=university&sort=name&state=PA")
    assert listed.context["count"] == here > 1
    assert f'aria-label="Pennsylvania: {here} partners"' in body
    assert 'href="/partners/?subsector=university&amp;state=PA&amp;sort=name"' in body


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "svg", "png"])
def test_the_rows_and_their_map_come_as_files(client, facts, suffix):
    response = client.get(f"/partners.{suffix}?state=OH&as_of=2018")

    assert response.status_code == 200
    assert len(b"".join(response)) > 1000


def test_ties_without_a_date_are_all_told_of(client, facts):
    undated = Membership.objects.undated().count()

    body = client.get("/partners/?as_of=2017").content.decode()

    assert f"{undated} ties without any date are left out" in body


def test_neighbors_are_those_that_share_most_institutes(client, facts):
    institutes = {}
    for tie in Membership.objects.select_related("partner", "institute"):
        institutes.setdefault(tie.partner.key, set()).add(tie.institute.key)
    for key in ("purdue-university", "lockheed-martin", "siemens"):
        if key not in institutes:
            continue
        shared = {
            other: theirs & institutes[key]
            for other, theirs in institutes.items()
            if other != key and theirs & institutes[key]
        }

        page = client.get(f"/partners/{key}/")

        (panel,) = [p for p in page.context["panels"] if p.slug == "neighbors"]
        assert panel.count == len(shared)
        most = sorted((len(both) for both in shared.values()), reverse=True)
        assert [n.shared_count for n in panel.rows] == most[:24]
        for neighbor in panel.rows:
            memberships = neighbor.listed_memberships
            keys = {membership.institute.key for membership in memberships}
            assert keys == shared[neighbor.key]
        assert count_rows(client, panel.url) == panel.count + 1


def test_a_university_in_three_or_more_institutes_is_found(client, facts):
    file = client.get("/partners.json?subsector=university&institutes_min=3")

    keys = {row["key"] for row in json.loads(b"".join(file))["rows"]}
    assert keys == {
        partner.key
        for partner in Partner.objects.filter(subsector="university")
        if len({tie.institute_id for tie in partner.memberships.all()}) >= 3
    }


def test_the_points_come_as_geojson_by_institute_and_name(client, facts):
    body = json.loads(b"".join(client.get("/sites.geojson?state=MA")))

    points = {one["id"]: one["geometry"] for one in body["features"]}
    sites = Site.objects.filter(state__code="MA").select_related("institute")
    assert points == {
        f"{site.institute.key}/{site.name}": site.point
        and {"type": "Point", "coordinates": list(site.point)}
        for site in sites
    }
    assert None in points.values()


def test_a_site_has_its_page_with_its_source(client, facts):
    for site in Site.objects.with_place()[::5]:
        page = client.get(site.get_absolute_url())

        assert page.context["site"] == site
        assert site.source in {c.source for c in page.context["citations"]}


def test_every_count_opens_the_list_that_it_counts(client, facts):
    page = client.get("/places/")

    body = page.content.decode()
    states = list(page.context["rows"])
    assert {state.code for state in states} == {s.code for s in State.objects.all()}
    for state in states[::9]:
        for name, folder in CATALOGUES.items():
            address = f"/{folder}/?state={state.code}"
            count = getattr(state, name)
            assert count_rows(client, address) == count
            assert (f'href="{address}"' in body) == bool(count)


def test_a_state_shows_what_it_has_and_leads_to_the_lists(client, facts):
    state = State.objects.with_counts().get(code="MA")

    page = client.get("/places/MA/")

    panels = {panel.slug: panel for panel in page.context["panels"]}
    assert {slug: panels[slug].count for slug in panels if slug != "funding"} == {
        "institutes": state.institute_count,
        "sites": state.site_count,
        "partners": state.partner_count,
        "workforce": state.program_count,
    }
    for panel in panels.values():
        assert count_rows(client, panel.url) == panel.count
        assert len(panel.rows) == min(panel.count, 50)
    assert "not money spent in Massachusetts" in page.content.decode()
