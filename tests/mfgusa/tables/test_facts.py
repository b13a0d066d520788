"""Every fact that comes with the code is in the database, and comes out the same."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from mfgusa.provenance.models import Cited, Source
from mfgusa.tables.schema.resource import registry, tables
from pillars.models import Pillar

FILES = sorted(settings.TABLES_DIR.glob("*.csv"))


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_of_a_file_is_in_the_database(facts, path):
    resource = registry[path.stem]()

    ids = resource.ids_by_key()

    rows = rows_of(path)
    assert rows
    assert len(ids) == len(rows)
    assert {resource.key_of(row) for row in rows} == ids.keys()


def test_there_is_a_file_for_every_table_but_the_pillars():
    assert {path.stem for path in FILES} == registry.keys() - {"pillars"}


def test_import_then_export_is_the_same_to_the_byte(facts, tmp_path):
    call_command("export_tables", tmp_path, stdout=StringIO())

    for path in FILES:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_ten_pillars_come_from_the_founding_document(facts):
    pillars = Pillar.objects.select_related("source")

    assert [pillar.number for pillar in pillars] == list(range(1, 11))
    assert {p.source.key for p in pillars} == {"manufacturing-usa-founding-document"}


def test_the_document_and_the_table_of_sources_agree(facts):
    entries = json.loads((settings.BASE_DIR / "fixtures/document.json").read_text())
    (source,) = [e["fields"] for e in entries if e["model"] == "provenance.source"]

    held = Source.objects.filter(**source)

    assert held.exists()


def test_every_fact_names_a_source(facts):
    cited = [r for r in tables() if issubclass(r.model, Cited)]

    for resource in cited:
        assert {"source", "locator"} <= set(resource.columns)
        assert not resource.model.objects.filter(source=None).exists()


def test_there_are_fifty_states_the_district_and_five_territories(facts):
    rows = rows_of(Path(settings.TABLES_DIR / "states.csv"))
    islands = [row["code"] for row in rows if row["region"] == "island-areas"]

    assert len(rows) == 56
    assert sorted(islands) == ["AS", "GU", "MP", "PR", "VI"]


def test_the_outlines_know_every_state(facts):
    atlas = json.loads(
        (settings.BASE_DIR / "fixtures/geo/us-states.topojson").read_text()
    )
    drawn = {shape["id"] for shape in atlas["objects"]["states"]["geometries"]}

    rows = rows_of(Path(settings.TABLES_DIR / "states.csv"))

    assert {row["fips"] for row in rows} - drawn == set()
