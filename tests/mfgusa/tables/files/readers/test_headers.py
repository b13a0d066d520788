import pytest

from mfgusa.tables.files.readers.table_file import UnreadableFile
from tests.mfgusa.tables.files.readers.builders import line_values


def test_space_and_marks_around_names_do_not_count(read):
    assert read("\ufeff\ufeff slug ,\tname\n".encode()).header == ["slug", "name"]


def test_another_case_is_accepted_and_noted(read):
    file = read(b"SLUG,Name\na,A\n")

    assert line_values(file) == [["a", "A"]]
    assert file.assumptions == [
        "The column “SLUG” was read as “slug”.",
        "The column “Name” was read as “name”.",
    ]


def test_an_unknown_name_stays_for_the_contract_to_refuse(read):
    assert read(b"slug,nmae\n").header == ["slug", "nmae"]


def test_blank_columns_at_the_end_are_dropped(read):
    file = read(b"slug,name,,\na,A,,\n")

    assert (file.header, line_values(file)) == (["slug", "name"], [["a", "A"]])


def test_something_below_a_blank_column_at_the_end_is_refused(read):
    (line,) = read(b"slug,name,,\na,A,,x\n").lines()

    assert line.problem == "There are 4 cells, but the header ends after 2."


def test_a_blank_column_in_the_middle_is_dropped(read):
    assert line_values(read(b"slug,,name\na, ,A\n")) == [["a", "A"]]


def test_something_below_a_blank_column_in_the_middle_is_refused(read):
    with pytest.raises(
        UnreadableFile, match=r"Column 2 of skills.csv has no name.*line 3"
    ):
        read(b"slug,,name\na,,A\nb,x,B\n")


def test_an_errors_column_is_ignored_and_noted(read):
    file = read(b"errors,slug,name\nwrong,a,A\n")

    assert line_values(file) == [["a", "A"]]
    assert file.assumptions == ["The column “errors” was passed over."]


def test_a_header_without_end_is_refused(read):
    with pytest.raises(UnreadableFile, match="200 columns at most"):
        read(b",".join(b"x%d" % n for n in range(300)))
