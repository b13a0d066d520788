"""A table has a list, a page and an admin before it has templates of its own."""

import pytest
from django.http import QueryDict

from mfgusa.catalogue.filters.general import build_filterset
from mfgusa.catalogue.list import GENERAL_ROWS
from mfgusa.tables.schema.resource import registry, resource_for
from tests.addresses import CATALOGUES, DETAILS

pytestmark = pytest.mark.django_db


def view_of(client, address):
    return client.get(address).resolver_match.func.view_class


@pytest.mark.parametrize("address", CATALOGUES)
def test_the_general_row_shows_any_table(facts, client, monkeypatch, address):
    view = view_of(client, address)
    monkeypatch.setattr(view, "rows_template", GENERAL_ROWS)

    page = client.get(address)

    rows = page.context["rows"]
    assert page.status_code == 200
    assert "catalogue/_rows.html" in [t.name for t in page.templates]
    for row in rows:
        assert f'href="{row.get_absolute_url()}"' in page.content.decode()


@pytest.mark.parametrize("address", CATALOGUES)
def test_the_general_row_costs_the_same_for_few_and_many(
    facts, client, monkeypatch, django_assert_max_num_queries, address
):
    view = view_of(client, address)
    monkeypatch.setattr(view, "rows_template", GENERAL_ROWS)
    monkeypatch.setattr(view, "page_size", 1)
    with django_assert_max_num_queries(200) as few:
        client.get(address)
    monkeypatch.setattr(view, "page_size", 25)
    with django_assert_max_num_queries(200) as many:
        client.get(address)

    assert len(many) <= len(few)  # A list on one page is read once for map and rows.


@pytest.mark.parametrize("table", sorted(registry))
def test_any_table_is_filtered_by_its_choices(facts, table):
    filterset_class = build_filterset(registry[table])
    rows = registry[table]._meta.model.objects.all()
    choices = filterset_class(QueryDict(), rows)

    for facet in choices.facets:
        for option in facet.options:
            query = QueryDict(f"{facet.name}={option.value}")
            assert filterset_class(query, rows).count == option.count
    assert choices.count == rows.count()
    assert not choices.problems


@pytest.mark.parametrize("address", [d for d in DETAILS if "/pillars/" not in d])
def test_the_general_page_shows_any_row(facts, client, monkeypatch, address):
    view = view_of(client, address)
    monkeypatch.setattr(view, "template_name", None)
    monkeypatch.setattr(view, "template_name_suffix", "_without_template")

    page = client.get(address)
    row = page.context["object"]
    resource = resource_for(type(row))()

    assert page.status_code == 200
    assert "catalogue/detail.html" in [t.name for t in page.templates]
    for name in resource.columns:
        field = resource.model_field(name)
        if field is None or name in ("source", "locator"):
            continue
        if str(getattr(row, field.name)) != str(row):
            label = str(field.verbose_name)
            assert f"<dt>{label[0].upper()}{label[1:]}</dt>" in page.content.decode()
