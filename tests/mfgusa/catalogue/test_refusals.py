"""What is refused is repeated as far as one reads it, whoever refuses it."""

import pytest
from django.utils.html import strip_tags

from institutes.models import Institute
from mfgusa.tables.schema.columns import (
    BooleanColumn,
    ChoiceColumn,
    DecimalColumn,
    IntegerColumn,
    PartialDateColumn,
)
from mfgusa.tables.schema.references import unknown_key_message
from mfgusa.tables.schema.resource import registry

LONG = "x" * 3000
ADDRESSES = [
    f"/institutes/?state={LONG}",
    f"/institutes/?{LONG}=1",
    f"/institutes/?sort={LONG}",
    f"/institutes/?page={LONG}",
    f"/institutes.json?state={LONG}",
    f"/data/?{LONG}=1",
    f"/data/{LONG}.csv",
    f"/institutes/compare/?key={LONG}",
    f"/institutes/{LONG}/",
    f"/roadmap-items/{LONG}:1/",
    f"/sources/textileworld-2016-affoa/?facts={LONG}",
    f"/indicators/workforce-participants/?institute={LONG}",
    f"/pillars/1-public-private-partnerships/?institute={LONG}",
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.replace(LONG, "…"))
def test_a_message_repeats_a_hundred_letters_of_a_value(facts, client, address):
    response = client.get(address)
    is_page = "html" in response["Content-Type"]
    said = strip_tags(response.text) if is_page else response.json()["detail"]

    assert response.status_code in (400, 404)
    assert f"{LONG[:100]}…" in said
    assert LONG[:101] not in said


@pytest.mark.parametrize(
    "column",
    [
        IntegerColumn(),
        DecimalColumn(),
        BooleanColumn(),
        PartialDateColumn(),
        ChoiceColumn(["a"]),
    ],
    ids=type,
)
def test_so_does_the_message_of_a_cell(column):
    with pytest.raises(ValueError, match=r"^“x{100}…”"):
        column.clean(LONG)


def test_so_does_the_message_of_a_column_and_of_a_reference(db):
    [of_column, *_missing] = registry["institutes"]().header_errors([LONG])

    for said in (of_column, unknown_key_message(Institute, LONG)):
        assert f"“{LONG[:100]}…”" in said
