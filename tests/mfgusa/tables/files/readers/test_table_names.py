import pytest

from mfgusa.tables.files.readers.table_file import UnreadableFile


@pytest.mark.parametrize(
    "name",
    [
        "skills.csv",
        "Skills.CSV",
        "skills",
        "skills (1).csv",
        "skills(12).csv",
        "skills-2.csv",
        "skills_errors.csv",
        "skills_errors (3).csv",
        "skills copy.csv",
        "Curation 2025 - skills.csv",
        "C:\\Users\\me\\skills.csv",
    ],
)
def test_a_file_is_of_the_table_it_is_named_like(read, name):
    file = read(b"slug,name\n", name)

    assert (file.resource.table, file.name) == ("skills", name)


def test_any_other_name_is_refused_with_the_nearest(read):
    with pytest.raises(UnreadableFile) as refusal:
        read(b"slug\n", "skill.csv")

    assert "skill.csv is named like no table. The tables are: " in str(refusal.value)
    assert str(refusal.value).endswith("Did you mean “skills”?")


def test_on_the_page_of_a_table_the_name_does_not_matter(read):
    assert read(b"slug\n", "whatever.csv", "skills").resource.table == "skills"
