"""A workbook whose numbers are damaged is read, or refused in words."""

import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.tables.files.readers.upload import open_upload
from tests.mfgusa.tables.files.readers.builders import RELATIONSHIPS, xlsx_from_xml

HEAD = '<row r="1"><c r="A1" t="str"><v>slug</v></c></row>'
STYLES, WORKBOOK = "xl/styles.xml", "xl/workbook.xml"
HUGE = "1000000000000000"
NUMBERS = st.one_of(
    st.integers().map(str),
    st.integers(0, 2_000_000).map(str),
    st.floats().map(repr),
    st.sampled_from(
        [HUGE, "", "0", "+1", "1_0", "²", "\uff11", " 2", "1e3", "9" * 5000]
    ),
)
REFERENCES = st.one_of(
    st.builds("{}{}".format, st.text("ABXZ$-az", max_size=8), NUMBERS),
    st.sampled_from(["", "A", "1", "-1", "ZZZZZZ1", "XFD1", "A-1", "Ä1", "R1C1"]),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload"


def workbook(row="2", reference="A2", kind="n", value="1", style="0"):
    """A workbook with a row below the header that holds one cell."""
    cell = f'<c r="{reference}" t="{kind}" s="{style}"><v>{value}</v></c>'
    strings = "<si><t>a</t></si>"
    return xlsx_from_xml(f'{HEAD}<row r="{row}">{cell}</row>', strings=strings)


@pytest.mark.parametrize("number", [HUGE, "1048577", "-1", "0", "1.5", "²", "9" * 5000])
def test_a_row_number_that_no_sheet_has_is_refused_in_words(read, number):
    with pytest.raises(UnreadableFile) as refusal:
        read(workbook(row=number), "skills.xlsx")

    assert str(refusal.value) == (
        f"skills.xlsx: the row after row 1 has the number “{number[:100]}"
        f"{'…' if len(number) > 100 else ''}”; rows have numbers from 1 to 1,048,576. "
        "The file may be damaged: open it in a spreadsheet program, save it again and "
        "try once more."
    )


@pytest.mark.parametrize("reference", ["ZZZZZZ1", "1", "-1", "A-1", "Ä1", "AAAA2"])
def test_a_cell_that_no_sheet_has_is_refused_in_words(read, reference):
    with pytest.raises(UnreadableFile) as refusal:
        read(workbook(reference=reference), "skills.xlsx")

    assert str(refusal.value).startswith(
        f"skills.xlsx: a cell of row 2 is called “{reference}”, which is no cell."
    )


def test_the_last_row_of_a_sheet_is_read(read):
    [line] = read(workbook(row="1048576", reference="A1048576"), "skills.xlsx").lines()

    assert (line.number, line.cells) == (1_048_576, {"slug": "1"})


LONG = "x" * 700_000


@pytest.mark.parametrize(
    "token", [f"<!--{LONG}-->", f"<?x {LONG}?>", f'<x y="{LONG}"/>', f"<{LONG}/>"]
)
@pytest.mark.parametrize("part", ["cells", "strings", WORKBOOK, RELATIONSHIPS, STYLES])
def test_an_overlong_tag_or_comment_is_refused_in_words(read, part, token):
    parts = {"cells": HEAD, "strings": ""} | {part: f"<x>{token}</x>"}

    with pytest.raises(UnreadableFile, match="longer than 500,000 bytes"):
        read(xlsx_from_xml(**parts), "skills.xlsx")


NESTED = "<x>" * 1_000 + "</x>" * 1_000


@pytest.mark.parametrize("tag", ["x", "c"])
@pytest.mark.parametrize(
    "part", ["cells", "strings", WORKBOOK, RELATIONSHIPS, STYLES, "_rels/.rels"]
)
def test_deeply_nested_tags_are_refused_in_words(read, part, tag):
    parts = {"cells": HEAD, "strings": ""} | {part: NESTED.replace("x", tag)}

    with pytest.raises(UnreadableFile, match="More than 100 tags are nested"):
        read(xlsx_from_xml(**parts), "skills.xlsx")


def test_deeply_nested_tags_after_the_rows_are_refused_in_words(read):
    cells = f"{HEAD}</sheetData>{NESTED}<sheetData>"

    with pytest.raises(UnreadableFile, match="More than 100 tags are nested"):
        read(xlsx_from_xml(cells), "skills.xlsx")


def test_nested_tags_of_no_meaning_are_passed_over(read):
    nested = "<x>" * 80 + "</x>" * 80
    row = f'<row r="2">{nested}<c r="A2"><v>1</v></c></row>'

    [line] = read(xlsx_from_xml(HEAD + row + nested), "skills.xlsx").lines()

    assert line.cells["slug"] == "1"


@pytest.mark.parametrize("tag", ["<{}/>", '<x {}="y"/>'])
@pytest.mark.parametrize("part", ["cells", "strings", WORKBOOK, RELATIONSHIPS, STYLES])
def test_too_many_names_are_refused_in_words(read, part, tag):
    names = "".join(tag.format(f"name{n}") for n in range(20_000))
    parts = {"cells": HEAD, "strings": ""} | {part: f"<x>{names}</x>"}

    with pytest.raises(UnreadableFile, match="more than 100,000 characters in all"):
        read(xlsx_from_xml(**parts), "skills.xlsx")


@pytest.mark.parametrize(
    "text", ["x" * 2_000_000, "<![CDATA[" + "x" * 2_000_000 + "]]>"]
)
@pytest.mark.parametrize("tag", ["f", "v"])
def test_a_long_text_is_no_long_tag(read, tag, text):
    formula = f'<row r="2"><c r="A2" t="str"><{tag}>{text}</{tag}><v>a</v></c></row>'

    [line] = read(xlsx_from_xml(HEAD + formula), "skills.xlsx").lines()

    assert line.cells["slug"].endswith("a" if tag == "f" else "x")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    NUMBERS, REFERENCES, st.sampled_from(["n", "s", "d", "b", "e"]), NUMBERS, NUMBERS
)
def test_no_number_does_harm(path, row, reference, kind, value, style):
    path.write_bytes(workbook(row, reference, kind, value, style))
    numbers = []
    tracemalloc.start()
    with suppress(UnreadableFile), open_upload(path, "skills.xlsx") as (file,):
        numbers = [line.number for line in file.lines()]
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert all(1 <= number <= 1_048_576 for number in numbers)
    assert used < 10_000_000
