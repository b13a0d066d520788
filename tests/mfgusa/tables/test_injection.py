"""Special characters survive export and import, or are refused by their cell."""

import csv
import re
import unicodedata
from io import StringIO

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from institutes.models import FundingRecord, Partner
from mfgusa.tables.schema.resource import registry
from tests.factories import FundingRecordFactory, PartnerFactory, SourceFactory
from tests.mfgusa.tables.uploads import (
    actions_by_key,
    changes_by_key,
    error_lines,
    export_csv,
    export_spreadsheet_csv,
    export_xlsx,
    upload,
)

pytestmark = pytest.mark.django_db
LONGEST = 32_767
FORMULA = re.compile(r"'*[=+\-@\t\r]")
PIECES = [
    *('"', '""', "'", "'=x", "''-1", "=cmd|' /C calc'!A0", "-1", "+1", "@x", "- a"),
    *("\t", "\n", "\r", "\r\n", ",", ";", "007", "1e3", "1.50", "NULL", "\\.", "\\N"),
    *(
        "שלום",
        "\u202eabc",
        "🏭",
        "👩🏽‍🏭",
        "e\u0301",
        "\u2028",
        "\u00a0",
        "\x85",
        "\ufeff",
    ),
    *("<b>&amp;</b>", "_x000D_", "%s", "{}", "2014-02", "true", "a b", "sep=;"),
]
texts = st.lists(
    st.sampled_from(PIECES)
    | st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]),
    min_size=1,
    max_size=6,
).map("".join)
with_database = settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def normalized(text):
    """The text as a cell keeps it: composed, one kind of line end, no space around."""
    text = unicodedata.normalize("NFC", text.strip())
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


filled = texts.map(normalized).filter(bool)
names = filled.filter(lambda text: ";" not in text)


@pytest.fixture
def comes_back(curator):
    """Exports a table in every form; fails unless it comes back as no change."""

    def comes_back(table):
        for export in (export_csv, export_spreadsheet_csv, export_xlsx):
            name = f"{table}.{'xlsx' if export is export_xlsx else 'csv'}"
            proposal = upload(export(registry[table]()), name, by=curator)
            assert (
                proposal.problems,
                error_lines(proposal),
                changes_by_key(proposal),
            ) == (
                [],
                [],
                {},
            ), name
            assert {*actions_by_key(proposal).values()} == {"unchanged"}

    return comes_back


@given(rows=st.lists(st.tuples(filled, st.lists(names, max_size=3)), min_size=1))
@example(rows=[(normalized(piece) or "x", []) for piece in PIECES])
@with_database
def test_any_text_comes_back_as_no_change(comes_back, rows):
    with transaction.atomic():
        source = SourceFactory()
        for name, aliases in rows:
            PartnerFactory(name=name, aliases=aliases, source=source)
        comes_back("partners")
        transaction.set_rollback(True)


@given(cells=st.lists(texts.filter(normalized), min_size=1, max_size=5))
@with_database
def test_any_text_comes_in_composed_and_otherwise_as_it_is(plan_of, commit, cells):
    with transaction.atomic():
        for number in range(len(cells)):
            FundingRecordFactory(key=f"k-{number}")
        proposal = commit(plan_of(funding=as_csv(cells)))
        cells_read = list(
            FundingRecord.objects.order_by("key").values_list("note", flat=True)
        )
        transaction.set_rollback(True)

    assert proposal.state == proposal.State.COMMITTED
    assert cells_read == [*map(normalized, cells)]


def as_csv(cells):
    """A file of notes; what would be taken for a quoted formula is quoted once more."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["key", "note"])
    for number, cell in enumerate(cells):
        writer.writerow([f"k-{number}", f"'{cell}" if FORMULA.match(cell) else cell])
    return file.getvalue()


@pytest.mark.parametrize("character", ["x", "é", "漢", '"', "🏭"])
def test_the_longest_cell_comes_back(comes_back, character):
    FundingRecordFactory(note=character * LONGEST)

    comes_back("funding")


def test_a_longer_cell_is_refused_by_its_place(plan_of):
    FundingRecordFactory(key="grant")

    proposal = plan_of(funding=f"key,note\ngrant,{'x' * (LONGEST + 1)}\n")

    assert error_lines(proposal) == [
        "funding 2 note: A cell holds 32767 characters at most, as in Excel; "
        "this has 32768."
    ]


@pytest.mark.parametrize("character", ["\0", "\x01", "\x0b", "\x1b", "\x1f", "\ufffe"])
def test_a_control_character_is_refused_by_its_place(plan_of, character):
    FundingRecordFactory(key="grant")
    FundingRecordFactory(key="other")

    proposal = plan_of(funding=f"key,note\nother,fine\ngrant,a{character}b\n")

    message = "A cell cannot hold control characters (NUL and the like)."
    assert error_lines(proposal) == [f"funding 3 note: {message}"]


def test_a_control_character_in_a_key_is_refused_by_its_place(plan_of):
    proposal = plan_of(skills="slug,name\nwel\0ding,Welding\n")

    assert error_lines(proposal)[0].startswith(
        "skills 2 slug: A cell cannot hold control"
    )


@pytest.mark.parametrize(
    "note", ["two\r\nlines", "e\u0301tude", "a\rb", "  spaced\n\n"], ids=repr
)
def test_what_other_ways_in_have_stored_is_no_change(comes_back, note):
    """A browser ends lines with CR LF, and some systems write é as two characters."""
    FundingRecordFactory(note=note)

    comes_back("funding")


def test_leading_zeros_stay(bring_in):
    PartnerFactory(key="acme")

    bring_in(partners="key,name,city\nacme,007,0012\n")

    assert Partner.objects.values_list("name", "city").get() == ("007", "0012")
