import struct
import zipfile
from io import BytesIO

import pytest

from mfgusa.tables.files.readers.table_file import UnreadableFile
from tests.mfgusa.tables.files.readers.builders import (
    line_values,
    xlsx_bytes,
    zip_bytes,
)


def test_the_tables_of_a_zip_come_in_the_order_they_depend_on(read_all):
    members = {"sites.csv": "name\n", "skills.csv": "slug\na\n", "sources.csv": "key\n"}

    files = read_all(zip_bytes(members), "package.zip")

    assert [file.name for file in files] == ["sources.csv", "sites.csv", "skills.csv"]
    assert line_values(files[2]) == [["a"]]


def test_folders_and_what_a_mac_adds_are_passed_over(read):
    litter = {
        "data/": "",
        "__MACOSX/data/._skills.csv": "x",
        "data/.DS_Store": "x",
        "data/skills.csv": "slug\na\n",
    }

    assert read(zip_bytes(litter), "package.zip").name == "skills.csv"


def test_a_member_cannot_be_written_anywhere(read, tmp_path):
    assert line_values(read(zip_bytes({"../../skills.csv": "slug\na\n"}), "x.zip")) == [
        ["a"]
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["upload"]


def test_each_member_may_have_its_own_dialect(read):
    file = read(zip_bytes({"skills.csv": "slug;name\na;é\n".encode("cp1252")}), "x.zip")

    assert line_values(file) == [["a", "é"]]
    assert len(file.assumptions) == 2


def test_on_the_page_of_a_table_a_zip_holds_that_table_alone(read):
    assert line_values(
        read(zip_bytes({"any.csv": "slug\na\n"}), "x.zip", "skills")
    ) == [["a"]]

    with pytest.raises(
        UnreadableFile, match="holds 2 files, but one table is expected"
    ):
        read(zip_bytes({"a.csv": "slug\n", "b.csv": "slug\n"}), "x.zip", "skills")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "x.zip holds no CSV file"),
        ({"notes.txt": "x", "skills.csv": "slug\n"}, "no CSV file: notes.txt"),
        ({"more.zip": zip_bytes({"skills.csv": "slug\n"})}, "no CSV file: more.zip"),
        ({"skills.csv": zip_bytes({})}, "seems to be a workbook or zip inside a zip"),
        (
            {"skills.csv": xlsx_bytes(["slug"])},
            "seems to be a workbook or zip inside a zip",
        ),
        ({"skills.csv": "%PDF-1.7"}, "skills.csv seems to be a PDF"),
        ({"skill.csv": "slug\n"}, "Did you mean “skills”"),
        ({"skills.csv": "slug\n", "a/skills.csv": ""}, "table skills is there twice"),
        ({"skills.csv": ""}, "skills.csv is empty"),
        ({f"{n}.csv": "" for n in range(101)}, "holds 101 files; at most 100 are read"),
    ],
)
def test_what_is_no_package_is_refused(read_all, members, message):
    with pytest.raises(UnreadableFile, match=message):
        read_all(zip_bytes(members), "x.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_member_twice_is_refused(read_all):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("skills.csv", "slug\n")
        made.writestr("skills.csv", "slug\n")

    with pytest.raises(UnreadableFile, match="table skills is there twice"):
        read_all(file.getvalue(), "x.zip")


def test_a_member_with_a_password_is_refused(read_all):
    content = bytearray(zip_bytes({"skills.csv": "slug\n"}))
    listed = content.index(b"PK\x01\x02")
    content[listed + 8] |= 1

    with pytest.raises(UnreadableFile, match="protected with a password"):
        read_all(bytes(content), "x.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_way_of_packing_is_refused(read_all, method):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        made.writestr("skills.csv", "slug\n")

    with pytest.raises(UnreadableFile, match="packed in an unusual way"):
        read_all(file.getvalue(), "x.zip")


def test_a_damaged_member_is_refused(read_all):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("skills.csv", "slug\nabc\n")

    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read_all(file.getvalue().replace(b"abc", b"abd"), "x.zip")


def test_half_a_zip_is_refused(read_all):
    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read_all(zip_bytes({"skills.csv": "slug\n"})[:-30], "x.zip")


def test_a_member_that_says_it_is_smaller_than_it_is_is_refused(read_all):
    content = bytearray(zip_bytes({"skills.csv": "slug\n" + "abc\n" * 500_000}))
    listed = content.index(b"PK\x01\x02")
    struct.pack_into("<L", content, listed + 24, 1000)  # Its unpacked size.

    with pytest.raises(UnreadableFile, match="damaged or incomplete"):
        read_all(bytes(content), "x.zip")
