from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from mfgusa.tables.files.readers.table_file import UnreadableFile
from tests.mfgusa.tables.files.readers.builders import (
    build_workbook,
    line_values,
    workbook_bytes,
    xlsx_bytes,
    xlsx_from_xml,
    zip_bytes,
)

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>'


def test_a_workbook_is_read(read):
    file = read(xlsx_bytes(["slug", "name"], ["a", "Ünïcode\n2"]), "skills.xlsx")

    assert (file.format, file.header) == ("xlsx", ["slug", "name"])
    assert line_values(file) == line_values(file) == [["a", "Ünïcode\n2"]]
    assert file.assumptions == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1200000, "1200000"),
        (3.0, "3"),
        (1e21, "1000000000000000000000"),
        (-80.6474, "-80.6474"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (True, "true"),
        (False, "false"),
        ("007", "007"),
        ("1.50", "1.50"),
        ("'=x", "'=x"),
        ("_x000D_", "_x000D_"),
        (" two  spaces ", " two  spaces "),
        (date(2014, 2, 25), "2014-02-25"),
        (datetime(2014, 2, 25), "2014-02-25"),
        (datetime(2014, 2, 25, 13, 30), "2014-02-25T13:30:00"),
        (time(13, 30), "13:30:00"),
    ],
)
def test_a_value_is_read_as_a_csv_file_would_hold_it(read, value, text):
    assert line_values(read(xlsx_bytes(["slug"], [value]))) == [[text]]


@pytest.mark.parametrize("epoch", [datetime(1899, 12, 30), datetime(1904, 1, 1)])
def test_both_calendars_of_excel_are_understood(read, epoch):
    made = build_workbook(["slug"])
    made.epoch = epoch
    made.active.append([date(2014, 2, 25)])

    assert line_values(read(workbook_bytes(made))) == [["2014-02-25"]]


@pytest.mark.parametrize(
    ("day", "shown_as", "text"),
    [
        (date(2014, 2, 1), "mmm-yy", "2014-02"),
        (date(2014, 2, 25), "mmm-yy", "2014-02-25"),
        (date(2014, 1, 1), "yyyy", "2014"),
        (date(2014, 2, 1), "yyyy", "2014-02-01"),
        (date(2014, 2, 1), '[$-409]d" of "mmm yyyy', "2014-02-01"),
    ],
)
def test_a_date_is_as_precise_as_it_is_shown(read, day, shown_as, text):
    made = build_workbook(["slug"], [day])
    made.active["A2"].number_format = shown_as

    file = read(workbook_bytes(made))

    assert line_values(file) == [[text]]
    assert any(f"“{text}”" in said for said in file.assumptions) == (len(text) < 10)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A2" t="s"><v>0</v></c>', "a\rb_x"),
        ('<c r="A2" t="str"><f>B1</f><v>a_x000D_b</v></c>', "a\rb"),
        ('<c r="A2" t="d"><v>2014-02-25T00:00:00</v></c>', "2014-02-25"),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        ("<c><v>12345678901234567890</v></c>", "12345678901234567890"),
        ("<c><v>1.5E+3</v></c>", "1500"),
        ("<c><v>80.647400000000005</v></c>", "80.6474"),
        ('<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
        ('<c t="inlineStr"><is><t>東</t><rPh><t>x</t></rPh></is></c>', "東"),
        ('<c t="inlineStr"><is><t><![CDATA[<c r="A1"/>]]></t></is></c>', '<c r="A1"/>'),
    ],
)
def test_what_other_programs_write_is_read(read, cell, text):
    strings = "<si><t>a_x000D_b_x005F_x</t></si>"
    content = xlsx_from_xml(f'{HEAD}<row r="2">{cell}</row>', strings=strings)

    assert line_values(read(content)) == [[text]]


def test_names_with_a_prefix_are_understood(read):
    cells = (
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>slug</x:t></x:is></x:c>'
        '</x:row><x:row r="3"><x:c r="A3"><x:v>7</x:v></x:c></x:row>'
    )

    (line,) = read(xlsx_from_xml(cells)).lines()

    assert (line.number, line.cells) == (3, {"slug": "7"})


@pytest.mark.parametrize(
    ("cell", "text", "message"),
    [
        ('<c r="A2" t="e"><v>#REF!</v></c>', "#REF!", "Cell A2 holds #REF!, which is"),
        ('<c r="A2"><f>1+1</f><v/></c>', "", "A2 holds a formula without a result"),
        ('<c r="A2"><f>1+1</f></c>', "", "save it first"),
        ('<c r="A2"><v>1e999</v></c>', "1e999", "Cell A2 holds 1e999"),
        ('<c r="A2"><v>none</v></c>', "none", "Cell A2 holds none"),
    ],
)
def test_a_cell_without_a_value_is_named(read, cell, text, message):
    (line,) = read(xlsx_from_xml(f'{HEAD}<row r="2">{cell}</row>')).lines()

    assert message in line.problem
    assert line.cells == {"slug": text}


def test_a_formula_whose_result_is_no_text_is_blank(read):
    cell = '<row r="2"><c r="A2" t="str"><f>""</f><v></v></c></row>'

    assert line_values(read(xlsx_from_xml(HEAD + cell))) == []


def test_a_row_keeps_its_number_and_blank_ones_are_passed_over(read):
    file = read(xlsx_bytes(["slug"], ["a"], [None], [" "], ["b"]))

    assert [line.number for line in file.lines()] == [2, 5]


def test_the_sheet_named_like_the_table_is_read_and_noted(read):
    made = build_workbook(["nothing"], title="Notes")
    made.create_sheet("Skills").append(["slug"])

    file = read(workbook_bytes(made))

    assert file.header == ["slug"]
    assert file.assumptions == ["The sheet “Skills” was read, of 2."]


def test_the_first_sheet_in_sight_is_read_when_none_is_named_so(read):
    made = build_workbook(["nothing"], title="hidden")
    made.active.sheet_state = "hidden"
    made.create_sheet("Mine").append(["slug"])
    made.create_sheet("Other").append(["other"])

    assert read(workbook_bytes(made)).header == ["slug"]


def test_an_empty_workbook_is_refused(read):
    with pytest.raises(UnreadableFile, match="is empty"):
        read(workbook_bytes(Workbook()))


def test_a_row_with_too_many_cells_says_so(read):
    (line,) = read(xlsx_bytes(["slug"], ["a", None, "x"])).lines()

    assert line.problem == "There are 3 cells, but the header ends after 1."


@pytest.mark.parametrize("cut", [400, 2000, -30])
def test_a_workbook_that_is_not_whole_is_refused(read, cut):
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read(xlsx_bytes(["slug"], ["a"])[:cut])


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c',
        '<row r="x"/>',
        '<row><c t="s"><v>9</v></c></row>',
        '<row><c r="é1"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(read, cells):
    with pytest.raises(UnreadableFile, match="damaged"):
        read(xlsx_from_xml(cells))


def test_a_workbook_without_contents_is_refused(read):
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read(zip_bytes({"[Content_Types].xml": "<Types/>"}))
