"""Downloads are whole, or visibly broken."""

import csv
import json
from io import StringIO

import pytest

from institutes.models import Partner
from mfgusa.tables.files.writers.responses import (
    csv_response,
    join_lines,
    json_response,
)
from mfgusa.tables.schema.resource import registry
from tests.factories import PartnerFactory


def failing():
    yield from ["line\n"] * 1500
    raise RuntimeError("the disk is full")


def test_what_fails_in_the_middle_never_ends_well():
    chunks = join_lines(failing())

    assert next(chunks).count("\n") == 1000
    with pytest.raises(RuntimeError):
        list(chunks)


def test_half_a_csv_file_cannot_be_read_as_a_whole_one(db, monkeypatch):
    lines = "mfgusa.tables.files.writers.responses.csv_lines"
    monkeypatch.setattr(lines, lambda *_, **options: failing())
    response, chunks = csv_response(registry["partners"](), Partner.objects), []

    with pytest.raises(RuntimeError):
        chunks.extend(response)

    text = b"".join(chunks).decode()
    assert "This file is not complete" in text
    with pytest.raises(csv.Error):
        list(csv.reader(StringIO(text), strict=True))


@pytest.mark.parametrize("respond", [csv_response, json_response])
def test_how_many_rows_come_is_said_beforehand(db, respond):
    PartnerFactory.create_batch(3)

    response = respond(registry["partners"](), Partner.objects.all())

    assert response["X-Row-Count"] == "3"
    text = response.getvalue().decode()
    rows = json.loads(text)["rows"] if text[0] == "{" else text.splitlines()[1:]
    assert len(rows) == 3
