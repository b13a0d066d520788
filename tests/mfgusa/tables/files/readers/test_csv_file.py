"""CSV files in every dialect that spreadsheets write."""

import codecs

import pytest

from mfgusa.tables.files.readers.table_file import UnreadableFile
from tests.mfgusa.tables.files.readers.builders import line_values

SEMICOLONS = "Cells are separated by semicolons."
TABS = "Cells are separated by tabs."
ENCODINGS = {
    "utf-8": "",
    "utf-8-sig": "",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252 (cp1252)",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_dialect_is_read(read, delimiter, encoding, end):
    lines = ["slug,name", 'a,"Universität, ""neu"""', "b,Plain"]
    if delimiter != ",":
        lines = [line.replace(",", delimiter) for line in lines]

    file = read((end.join(lines) + end).encode(encoding))

    comma = f'Universität{delimiter} "neu"'
    assert line_values(file) == [["a", comma], ["b", "Plain"]]
    assert [line.number for line in file.lines()] == [2, 3]
    assert file.delimiter == delimiter


@pytest.mark.parametrize(("encoding", "spoken"), ENCODINGS.items())
def test_an_encoding_is_noted_with_an_example(read, encoding, spoken):
    file = read("slug,name\na,Universität\n".encode(encoding))

    sentence = f"Read as {spoken} text, for example “Universität”."
    assert file.assumptions == ([sentence] if spoken else [])


def test_utf_16_with_a_mark_in_the_other_order_is_read(read):
    text = codecs.BOM_UTF16_BE + "slug,name\na,é\n".encode("utf-16-be")

    assert line_values(read(text)) == [["a", "é"]]


@pytest.mark.parametrize(
    ("delimiter", "sentences"), [(",", []), (";", [SEMICOLONS]), ("\t", [TABS])]
)
def test_a_delimiter_is_noted_unless_it_is_the_comma(read, delimiter, sentences):
    assert read(f"slug{delimiter}name\n".encode()).assumptions == sentences


def test_known_columns_decide_the_delimiter_against_the_count(read):
    file = read(b'"a,b,c,d";slug;name\n1;x;y\n')

    assert file.header == ["a,b,c,d", "slug", "name"]


def test_the_count_decides_when_no_column_is_known(read):
    assert read(b"this;that\n1;2\n").header == ["this", "that"]


def test_excels_hint_about_the_delimiter_is_passed_over(read):
    file = read(b"sep=;\r\nslug;name\r\na;A\r\n")

    assert [(line.number, line.cells["name"]) for line in file.lines()] == [(3, "A")]


def test_a_cell_may_hold_lines_and_the_number_is_of_the_first(read):
    file = read(b'slug,name\na,"one\r\ntwo"\nb,B\n')

    assert line_values(file) == [["a", "one\r\ntwo"], ["b", "B"]]
    assert [line.number for line in file.lines()] == [2, 4]


@pytest.mark.parametrize("blank", [b"\n", b",\n", b" , \n", b",,,,\n"])
def test_blank_lines_are_passed_over(read, blank):
    file = read(blank + b"slug,name\n" + blank + b"a,A\n" + blank * 3)

    assert [line.number for line in file.lines()] == [4]
    assert line_values(file) == [["a", "A"]]


def test_a_short_line_is_filled_up(read):
    assert line_values(read(b"slug,name\na\n")) == [["a", ""]]


def test_a_line_with_too_many_cells_says_so_and_keeps_the_rest(read):
    (line,) = read(b"slug,name\na,A,and more\n").lines()

    assert line.problem == "There are 3 cells, but the header ends after 2."
    assert line.cells == {"slug": "a", "name": "A"}


def test_the_mark_that_keeps_formulas_from_running_is_undone(read):
    assert line_values(read(b"slug,name\n'=x,''=y\n")) == [["=x", "'=y"]]


def test_control_characters_reach_the_columns(read):
    assert line_values(read(b"slug,name\na\x00,b\x0b\n")) == [["a\x00", "b\x0b"]]


def test_a_header_alone_is_a_table_without_lines(read):
    assert line_values(read(b"slug,name\n")) == []


def test_lines_can_be_read_again_and_left_out(read):
    file = read(b"slug\na\nb\nc\n")
    assert line_values(file) == line_values(file) == [["a"], ["b"], ["c"]]

    file.skipped.add(3)

    assert line_values(file) == [["a"], ["c"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b'slug,name\na,A\nb,"never\nclosed\n', "begins in line 3 a quotation mark"),
        (b'slug,name\na,"A"nd\n', "begins in line 2 a quotation mark"),
        (b"slug\n\xe9\nx\x81\n", "a byte 0x81 in line 3"),
        (b"slug\n" + bytes(500), "damaged, or no text"),
        (b"\xff\xfes\x00l", "is empty|damaged|no text"),
        (b"\xff\xfes", "damaged, or no text"),
        (b"slug\n" + b"," * 250 + b"x\n", "something in column 251 of line 2"),
        (b'slug\n"' + b"x" * 1_000_001 + b'"\n', "quotation mark"),
        (b"slug\n" + b"x" * 10_000_001, "more than 10000000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused(read, content, message):
    with pytest.raises(UnreadableFile, match=message):
        read(content)
