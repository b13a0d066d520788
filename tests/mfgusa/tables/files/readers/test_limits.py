"""Small files that unpack to a lot are refused, or cost next to nothing."""

import pytest

from mfgusa.tables.files.readers import limits, workbook
from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.tables.files.readers.zip_archive import directory_size
from tests.mfgusa.tables.files.readers.builders import (
    line_values,
    xlsx_bytes,
    xlsx_from_xml,
    zip_bytes,
)

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>slug</t></is></c></row>'
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def test_a_zip_of_zeros_is_refused(read_all):
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_all(zip_bytes({"skills.csv": bytes(5_000_000)}), "x.zip")


@pytest.mark.parametrize(
    "content", [xlsx_bytes(["slug"]), zip_bytes({"skills.csv": "x" * 101})]
)
def test_more_than_the_limit_is_refused(read_all, content, monkeypatch):
    monkeypatch.setattr(
        "mfgusa.tables.files.readers.zip_archive.MAX_UNPACKED_BYTES", 100
    )

    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_all(content, "skills.xlsx")


def test_a_list_of_members_without_end_is_refused_before_it_is_read(read_all):
    content = zip_bytes({f"{n:0200}": "" for n in range(9000)})

    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_all(content, "x.zip")


def test_the_size_of_the_list_is_read_from_either_end_record(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x06\x06" + bytes(36) + b"\x07" + bytes(15) + b"PK\x06\x07")
    with path.open("ab") as file:
        file.write(bytes(16) + b"PK\x05\x06" + bytes(18))

    assert directory_size(path) == 7


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
)
def test_entities_in_a_part_are_refused(read, part):
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read(xlsx_from_xml(HEAD, **{part: f"{ENTITIES}<x>&b;</x>"}))


def test_entities_in_a_sheet_are_refused(read):
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read(xlsx_from_xml(HEAD, before=ENTITIES))


def test_a_part_without_end_is_refused(read):
    styles = "<styleSheet>" + " " * (limits.MAX_PART_BYTES + 1)

    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read(xlsx_from_xml(HEAD, **{"xl/styles.xml": styles}))


BLANK = [
    '<row r="{}" s="1" customFormat="1"/>',
    '<row r="{}"></row>',
    '<row r="{0}"><c r="A{0}" s="1"/><c r="XFD{0}" s="1"></c></row>',
]


def test_a_million_blank_rows_are_passed_over(read):
    cells = "".join(BLANK[n % 3].format(n) for n in range(2, 1_048_577))

    assert line_values(read(xlsx_from_xml(HEAD + cells))) == []


def test_blank_cells_that_do_not_say_where_they_are_still_count(read):
    cells = "<row>" + '<c s="1"/>' * 2 + "<c><v>1</v></c></row>"

    (line,) = read(xlsx_from_xml(HEAD + cells)).lines()

    assert line.problem == "There are 3 cells, but the header ends after 1."


def test_a_stray_cell_in_the_last_row_is_one_line(read):
    stray = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'

    (line,) = read(xlsx_from_xml(HEAD + stray)).lines()

    assert (line.number, line.cells) == (1_048_576, {"slug": "1"})


def test_a_stray_cell_in_the_last_column_is_named(read):
    stray = '<row r="7"><c r="XFD7"><v>1</v></c></row>'

    with pytest.raises(UnreadableFile, match="something in cell XFD7; a table has 200"):
        read(xlsx_from_xml(HEAD + stray))


def test_a_text_without_end_is_cut_where_the_column_refuses_it(read):
    long = f'<row><c t="inlineStr"><is><t>{"x" * 500_000}</t></is></c></row>'

    ((cell,),) = line_values(read(xlsx_from_xml(HEAD + long)))

    assert 32_767 < len(cell) < 100_000


def test_a_text_that_many_cells_share_is_counted_each_time(read, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED_BYTES", 1_000_000)
    cells = '<row><c t="s"><v>0</v></c></row>' * 100

    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read(xlsx_from_xml(HEAD + cells, strings=f"<si><t>{'x' * 20_000}</t></si>"))


def test_texts_without_end_are_refused(read, monkeypatch):
    monkeypatch.setattr("mfgusa.tables.files.readers.shared_strings.MAX_STRINGS", 10)

    with pytest.raises(UnreadableFile, match="damaged"):
        read(xlsx_from_xml(HEAD, strings="<si/>" * 20))


def test_a_csv_file_has_no_more_lines_than_a_sheet(read, monkeypatch):
    monkeypatch.setattr("mfgusa.tables.files.readers.shape.MAX_ROW_NUMBER", 3)

    assert line_values(read(b"slug\na\nb\n")) == [["a"], ["b"]]
    with pytest.raises(UnreadableFile, match="more than 3 lines, which no spreadsheet"):
        read(b"slug\na\nb\nc\n")
