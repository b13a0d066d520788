"""The same filter as CSV, XLSX, JSON and GeoJSON: all rows, in the table format."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from institutes.models import Institute
from mfgusa.tables.schema.resource import registry
from tests.addresses import CATALOGUES


def body(response):
    assert response.status_code == 200
    return response.getvalue()


def test_csv_is_what_import_takes(facts, client):
    text = body(client.get("/institutes.csv?agency=DOC")).decode()

    rows = list(csv.DictReader(StringIO(text)))
    assert list(rows[0]) == list(registry["institutes"]().columns)
    assert [row["key"] for row in rows] == ["niimbl", "smart-usa"]


def test_a_download_has_all_rows_whatever_the_page(facts, client):
    assert body(client.get("/institutes.csv?page=2")).count(b"\n") == 19


def test_a_spreadsheet_gets_no_formula(facts, client):
    Institute.objects.filter(key="mxd").update(summary="=1+1", city="-Chicago")

    raw = body(client.get("/institutes.csv?q=mxd")).decode()
    safe = body(client.get("/institutes.csv?q=mxd&spreadsheet=1")).decode()

    assert ",=1+1," in raw
    assert ",'=1+1," in safe
    assert ",'-Chicago," in safe


def test_a_workbook_has_typed_cells_and_no_formula(facts, client):
    Institute.objects.filter(key="mxd").update(summary="=1+1")

    book = load_workbook(BytesIO(body(client.get("/institutes.xlsx?q=mxd"))))

    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "A2"
    cell = sheet[2][header.index("summary")]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_json_says_not_recorded_as_null(facts, client):
    (row,) = json.loads(body(client.get("/institutes.json?q=epixc")))["rows"]

    assert row["established"] is None
    assert row["state"] == "AZ"


def test_geojson_lists_what_has_no_point(facts, client):
    features = json.loads(body(client.get("/institutes.geojson")))["features"]

    points = {f["id"]: f["geometry"] for f in features}
    assert len(points) == 18
    assert points["america-makes"] == {
        "type": "Point",
        "coordinates": [-80.6474, 41.0986],
    }
    assert points["epixc"] is None


@pytest.mark.parametrize("suffix", ["pdf", "html", "geojson2"])
def test_an_unknown_suffix_is_not_found(facts, client, suffix):
    assert client.get(f"/institutes.{suffix}").status_code == 404


@pytest.mark.parametrize("table", sorted(registry))
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_every_table_can_be_had_whole(facts, client, table, suffix):
    content = body(client.get(f"/data/{table}.{suffix}"))

    if suffix == "json":
        assert (
            json.loads(content)["count"] == registry[table]._meta.model.objects.count()
        )
    assert len(content) > 100


def test_the_data_page_offers_every_kind_of_file(facts, client):
    page = client.get("/data/").text

    for table in registry:
        for name in (".csv", ".csv?spreadsheet=1", ".xlsx", ".json", "-template.xlsx"):
            assert f'href="/data/{table}{name}"' in page


def test_a_whole_table_can_be_had_safe_for_spreadsheets(facts, client):
    Institute.objects.filter(key="mxd").update(summary="=1+1")

    raw = body(client.get("/data/institutes.csv")).decode()
    safe = body(client.get("/data/institutes.csv?spreadsheet=1")).decode()

    assert (",=1+1," in raw, ",'=1+1," in safe) == (True, True)


def test_a_word_other_than_1_is_refused(facts, client):
    response = client.get("/data/institutes.csv?spreadsheet=yes")

    assert response.status_code == 400
    assert response.json()["errors"][0]["nearest"] == "1"


@pytest.mark.parametrize("table", sorted(registry))
def test_every_table_has_a_blank_template(facts, client, table):
    book = load_workbook(BytesIO(body(client.get(f"/data/{table}-template.xlsx"))))

    assert [c.value for c in book[table][1]] == [*registry[table]().columns]


@pytest.mark.parametrize("address", CATALOGUES)
def test_every_catalogue_comes_as_files_with_all_its_rows(facts, client, address):
    count = str(client.get(address).context["count"])

    for suffix in ("csv", "xlsx", "json"):
        response = client.get(f"{address[:-1]}.{suffix}")
        assert len(body(response)) > 100
        if suffix != "xlsx":
            assert response["X-Row-Count"] == count


@pytest.mark.parametrize("suffix", ["csv", "json", "geojson"])
def test_how_many_rows_come_is_said_beforehand(facts, client, suffix):
    assert client.get(f"/institutes.{suffix}")["X-Row-Count"] == "18"


def test_a_catalogue_offers_csv_for_spreadsheets(facts, client):
    page = client.get("/institutes/?state=OH").text

    assert 'href="/institutes.csv?state=OH&amp;spreadsheet=1"' in page


def test_no_template_of_a_table_that_is_not_there(db, client):
    assert client.get("/data/nothing-template.xlsx").status_code == 404


@pytest.mark.parametrize("name", ["sites.json?spreadsheet=1", "sites.csv?state=OH"])
def test_a_whole_table_takes_no_filter(db, client, name):
    response = client.get(f"/data/{name}")

    assert response.status_code == 400
    assert response.json()["errors"][0]["name"] in name


def test_the_data_page_says_what_names_a_row_and_leads_to_the_catalogues(db, client):
    page = client.get("/data/").text

    assert "<code>partner</code>, <code>role</code>, <code>tier</code>" in page
    for folder in ("projects", "focus-areas", "workforce"):
        assert f'<a href="/{folder}/"><strong>Browse' in page
