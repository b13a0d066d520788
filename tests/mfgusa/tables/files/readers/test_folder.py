"""The folders of tables that come with the code."""

import pytest

from mfgusa.tables.files.readers.folder import read_package
from mfgusa.tables.files.readers.table_file import UnreadableFile
from tests.mfgusa.tables.files.readers.builders import line_values


def test_a_folder_is_read_in_the_order_of_its_tables(tmp_path):
    for name in ("sites", "sources"):
        (tmp_path / f"{name}.csv").write_text("key\n")
    (tmp_path / "README.md").write_text("No table.")

    files = read_package(tmp_path)

    assert [file.resource.table for file in files] == ["sources", "sites"]


def test_one_file_is_read(tmp_path):
    path = tmp_path / "skills.csv"
    path.write_bytes(b"\xef\xbb\xbfslug,name\na,\xc3\xa9\n")

    (file,) = read_package(path)

    assert line_values(file) == [["a", "é"]]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("skills", b"", "skills.csv is empty"),
        ("skills", b"slug\n\xe9\n", "skills.csv is not UTF-8 text"),
        ("skills", b"slug\na,b\n", "line 2 has 2 cells, but there are 1 columns"),
        ("skill", b"slug\n", "skill.csv is named like no table"),
    ],
)
def test_nothing_is_guessed(tmp_path, name, content, message):
    (tmp_path / f"{name}.csv").write_bytes(content)

    with pytest.raises(UnreadableFile, match=message):
        read_package(tmp_path)


@pytest.mark.parametrize("path", ["", "missing", "missing.csv"])
def test_a_folder_without_tables_is_refused(tmp_path, path):
    with pytest.raises(UnreadableFile, match="holds no CSV file"):
        read_package(tmp_path / path)
