"""A download has the same ETag as long as it holds the same."""

import pytest

from mfgusa.site.data import FORMATS
from mfgusa.tables.schema.resource import registry
from roadmaps.models import Skill

FILES = [f"/data/{table}.{suffix}" for table in registry for suffix in FORMATS]


def etags(client):
    return {file: client.get(file)["ETag"] for file in FILES}


def test_an_edited_cell_changes_the_files_of_its_table_until_it_is_set_back(
    facts, client
):
    first = etags(client)
    skill = Skill.objects.first()

    Skill.objects.filter(pk=skill.pk).update(name="Edited")
    edited = etags(client)
    Skill.objects.filter(pk=skill.pk).update(name=skill.name)

    changed = {file for file in FILES if edited[file] != first[file]}
    assert changed == {f"/data/skills.{suffix}" for suffix in FORMATS}
    answers = {
        file: client.get(file, headers={"If-None-Match": etag})
        for file, etag in first.items()
    }
    assert {answer.status_code for answer in answers.values()} == {304}
    assert {answer.content for answer in answers.values()} == {b""}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_the_client_has_is_not_made(
    facts, client, suffix, django_assert_num_queries
):
    first = client.get(f"/data/skills.{suffix}")

    with django_assert_num_queries(1):
        again = client.get(first.request["PATH_INFO"], headers=tag_of(first))
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])


def tag_of(response):
    return {"If-None-Match": response["ETag"]}


@pytest.mark.parametrize("suffix", FORMATS)
def test_two_downloads_of_the_same_rows_are_the_same(facts, client, suffix):
    first, second = (client.get(f"/data/partners.{suffix}") for _ in range(2))

    assert (first.page_cache, second.page_cache) == ("miss", "miss")
    assert first.getvalue() == second.getvalue()
    assert first["Content-Length"] == second["Content-Length"]
