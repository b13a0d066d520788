import pytest
from django.urls import reverse

from institutes.models import Institute, Partner
from tests.factories import InstituteFactory, MembershipFactory, PartnerFactory
from tests.mfgusa.desk.rows import address


@pytest.fixture
def monterrey(db):
    PartnerFactory(key="ohio-state", name="The Ohio State University")
    return PartnerFactory(
        key="tec", name="Tecnológico de Monterrey", aliases=["ITESM", "Monterrey Tech"]
    )


@pytest.mark.parametrize("words", ["tecnologico", "ITESM", "tech monterrey", "tec"])
def test_a_partner_is_found_by_alias_without_accents_and_by_key(desk, monterrey, words):
    response = desk.get(address(Partner, "changelist"), {"q": words})

    assert list(response.context["cl"].result_list) == [monterrey]


def test_an_autocomplete_finds_a_partner_by_alias(desk, monterrey):
    field = {"app_label": "institutes", "model_name": "membership"}
    question = field | {"field_name": "partner", "term": "itesm"}

    results = desk.get(reverse("admin:autocomplete"), question).json()["results"]

    assert results == [{"id": str(monterrey.pk), "text": "Tecnológico de Monterrey"}]


def test_the_years_of_a_list_narrow_it(desk):
    for date in ("2014", "2014-02-25", "2016-04"):
        InstituteFactory(established=date)

    response = desk.get(
        address(Institute, "changelist"), {"established__startswith": "2014"}
    )

    dates = {institute.established for institute in response.context["cl"].result_list}
    assert dates == {"2014", "2014-02-25"}


def test_a_list_links_to_the_source_of_each_fact(desk, monterrey):
    link = MembershipFactory(partner=monterrey, source__key="annual-report")

    page = desk.get(address(type(link), "changelist")).text

    assert f'<a href="{address(type(link.source), "change", link.source_id)}">' in page
