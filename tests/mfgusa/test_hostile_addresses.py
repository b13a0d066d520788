"""Addresses that nobody types by mistake: each is answered, refused or not found."""

from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest

from roadmaps.models import Roadmap
from tests.addresses import CATALOGUES
from tests.factories import (
    FundingRecordFactory,
    IndicatorFactory,
    InstituteFactory,
    ItemLinkFactory,
    MembershipFactory,
    ObservationFactory,
    PartnerFactory,
    ProjectFactory,
    ProjectPartnerFactory,
    RoadmapFactory,
    RoadmapItemFactory,
    SiteFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.hostile import HURT, SCRIPT, TEXTS, Reader, quoted

pytestmark = pytest.mark.django_db
NO_NUMBERS = [
    "²",
    "\uff12\uff10\uff11\uff17",
    "2017.0",
    "+2017",
    "02017",
    "1e3",
    "2_017",
    "NaN",
    "-1",
]
NUMBERS = [
    "/?as_of=",
    "/map.svg?as_of=",
    "/institutes.csv?as_of=",
    "/institutes.csv?established_min=",
    "/partners.csv?institutes_max=",
    "/funding.csv?amount_min=",
    "/places.csv?partners_min=",
    "/collaboration.csv?as_of=",
]
WORDS = [
    "/search/?q=",
    "/partners/?q=",
    "/partners/?find_state=",
    "/partners/?country=",
    "/funding/?sort=",
    "/institutes/compare/?key=",
    "/collaboration/?by=",
    "/data/?x=",
]


@pytest.mark.parametrize("address", NUMBERS)
def test_a_number_is_written_in_one_way(client, address):
    for text in NO_NUMBERS:
        assert client.get(address + quoted(text)).status_code == 400, text


@pytest.mark.parametrize("address", WORDS)
def test_hostile_words_are_words(client, address):
    for text in TEXTS:
        response = client.get(address + quoted(text))

        assert response.status_code in (200, 400), ascii(text)
        assert Reader(response.content.decode()).found == [], ascii(text)


@pytest.mark.parametrize("address", CATALOGUES)
def test_an_address_with_more_values_than_a_person_chooses_is_refused(client, address):
    query = urlencode({"institute": [f"i-{n}" for n in range(500)]}, doseq=True)

    page = client.get(f"{address}?{query}")
    file = client.get(f"{address[:-1]}.csv?{query}")

    assert (page.status_code, file.status_code) == (400, 400)
    assert len(page.content) < 30_000


def test_each_answer_to_htmx_says_what_it_depends_on(client):
    for target in ("catalogue", "options-state", "elsewhere"):
        headers = {"HX-Request": "true", "HX-Target": target}
        response = client.get("/partners/?find_state=o", headers=headers)

        assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("address", [*CATALOGUES, "/", "/search/", "/collaboration/"])
def test_pages_are_only_read(client, address):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.generic(method, address).status_code == 405, method
    assert client.options(address).status_code in (200, 405)


@pytest.fixture
def hurt(client):
    """A row of every kind whose words want to be markup; the addresses of the rows."""
    source = SourceFactory(title=HURT, publisher=HURT, url=SCRIPT)
    state = StateFactory(code="OH")
    told = {"source": source}
    one, other = (
        InstituteFactory(
            name=f"{HURT} {n}",
            acronym=f"<b>{n}",
            state=state,
            website=SCRIPT,
            summary=HURT,
            primary_focus__name=f"{HURT} {n}",
            **told,
        )
        for n in range(2)
    )
    partner = PartnerFactory(
        name=HURT, aliases=[HURT], website=SCRIPT, city=HURT, state=state, **told
    )
    for institute in (one, other):
        MembershipFactory(institute=institute, partner=partner, **told)
    project = ProjectFactory(
        institute=one, title=HURT, summary=HURT, url=SCRIPT, **told
    )
    ProjectPartnerFactory(project=project, partner=partner, **told)
    indicator = IndicatorFactory(name=HURT, definition=HURT)
    ObservationFactory(indicator=indicator, institute=one, note=HURT, **told)
    roadmap = RoadmapFactory(
        institute=one, title=HURT, topic="Glass", url=SCRIPT, **told
    )
    item = RoadmapItemFactory(
        roadmap=roadmap, title=HURT, theme=HURT[:60], metric=HURT[:60], **told
    )
    ItemLinkFactory(roadmap_item=item, project=project, note=HURT, **told)
    rows = [
        source,
        state,
        one,
        partner,
        project,
        indicator,
        roadmap,
        item,
        FundingRecordFactory(institute=one, funder=HURT, fiscal_year=2020, **told),
        SiteFactory(institute=one, name=HURT, state=state, **told),
        WorkforceProgramFactory(institute=one, name=HURT, url=SCRIPT, **told),
    ]
    versus = urlencode({"key": [one.key, other.key]}, doseq=True)
    return [
        *(row.get_absolute_url() for row in rows),
        *CATALOGUES,
        *("/", "/search/?q=alert", "/collaboration/"),
        *("/focus-areas/?sort=name", "/indicators/?sort=name", "/places/?sort=name"),
        f"/institutes/compare/?{versus}",
        f"/partners/?also={one.key}&q={quoted(HURT)}",
    ]


def test_no_page_takes_words_of_a_row_for_markup(client, hurt):
    for address in hurt:
        response = client.get(address)

        assert response.status_code == 200, address
        assert Reader(response.content.decode()).found == [], address


def test_no_picture_takes_words_of_a_row_for_markup(client, hurt):
    lists = ("institutes", "partners", "sites", "places", "funding", "roadmap-items")
    plan = Roadmap.objects.get()
    for name in ("map", *lists, f"roadmaps/{plan.key}"):
        root = ET.fromstring(client.get(f"/{name}.svg").content)

        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "img", "foreignObject"}
