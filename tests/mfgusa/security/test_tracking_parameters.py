"""Links with parameters of trackers lead to the address without them."""

import pytest

from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.security.tracking_parameters import is_tracking_parameter
from tests.addresses import CATALOGUES, DETAILS, LISTS

NAMES = [
    *("utm_source", "utm_campaign", "UTM_Medium", "utm%5Fid", "fbclid", "gclid"),
    *("msclkid", "mc_cid", "mc_eid", "_ga", "_gl", "ref", "ref_src", "gbraid"),
    *("wbraid", "dclid", "yclid", "igshid", "mkt_tok", "_hsenc", "_hsmi", "FBCLID"),
    *("trk", "trk_contact", "_ke", "cmpid", "hsa_acc", "sfmc_id", "elqTrackId"),
    *("elqTrack", "elqaid", "elqat", "elqCampaignId", "emci", "emdi", "ceid"),
    *("smid", "epik", "rdt_cid", "_t"),
]
FILES = ["/institutes.csv", "/institutes.svg", "/data/institutes.csv", "/map.png"]


def filtersets(parent=FacetedFilterSet):
    for child in parent.__subclasses__():
        yield from (child, *filtersets(child))


@pytest.mark.parametrize("name", NAMES)
def test_a_tracking_parameter_is_dropped_by_a_redirect(client, name):
    response = client.get(f"/institutes/?{name}=IwAR0_x-y")

    assert response.status_code == 301
    assert response["Location"] == "/institutes/"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", *CATALOGUES, *LISTS, *DETAILS, *FILES])
def test_every_page_and_file_has_one_address(client, path):
    for method in (client.get, client.head):
        assert method(f"{path}?fbclid=1")["Location"] == path


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("state=OH&utm_source=x&state=MI", "?state=OH&state=MI"),
        ("utm_source=x&q=a%20b+c%2526&sort=-name&gclid", "?q=a%20b+c%2526&sort=-name"),
        ("state=OH&&fbclid=1&regoin=3", "?state=OH&&regoin=3"),
        ("q=ref&q=fbclid%3D1", None),
        ("q=%C3%A9&utm_id=%00%0D%0A", "?q=%C3%A9"),
        ("q=é&ref=x", "?q=%C3%A9"),
        ("refs=1&xutm_source=2&utm=3&gclids=4", None),
    ],
)
def test_other_parameters_stay_as_they_are(facts, client, query, left):
    as_sent = query.encode().decode("latin-1")
    response = client.get("/institutes/", QUERY_STRING=as_sent)

    if left is None:
        assert response.status_code in (200, 400)
    else:
        assert response["Location"] == f"/institutes/{left}"


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("//evil.example/", "/%2Fevil.example/"),
        ("///evil.example", "/%2F/evil.example"),
        ("/\\evil.example/", "/%5Cevil.example/"),
        ("/a\r\nSet-Cookie: x", "/a%0D%0ASet-Cookie:%20x"),
        ("/é/", "/%C3%A9/"),
    ],
)
def test_the_redirect_stays_on_the_site(client, path, location):
    as_sent = path.encode().decode("latin-1")
    response = client.get("/", PATH_INFO=as_sent, QUERY_STRING="fbclid=1")

    assert response["Location"] == location


def test_the_admin_and_what_is_sent_stay_as_they_are(db, client):
    assert client.get("/admin/login/?ref=x").status_code == 200
    assert client.post("/institutes/?ref=x").status_code == 405


@pytest.mark.parametrize(
    "filterset", dict.fromkeys(filtersets()), ids=lambda each: each.__name__
)
def test_no_filter_is_named_like_a_tracker(filterset):
    assert not [name for name in filterset.base_filters if is_tracking_parameter(name)]
