import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from institutes.models import Institute, Partner, Project
from mfgusa.catalogue.search.fields import SearchableQuerySet
from mfgusa.provenance.models import Source
from tests.factories import (
    InstituteFactory,
    PartnerFactory,
    ProjectFactory,
    ProjectPartnerFactory,
    SourceFactory,
)
from tests.factories.every import FACTORIES

pytestmark = pytest.mark.django_db


def is_found(words):
    return Source.objects.search(words).exists()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Émile & Søns", "emile sons"),
        ("Emile & Sons", "Émile SØNS"),
        ("Universität Gießen", "universitat giessen"),
        ("Łódź", "lodz"),
        ("ÆGIR œuvre", "aegir oeuvre"),
        ("AMERICA MAKES", "america makes"),
        ("ﬁber ①", "fiber 1"),
        ("İstanbul", "istanbul"),
    ],
)
def test_accents_and_case_make_no_difference(title, words):
    SourceFactory(title=title)

    assert is_found(words)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Collaborative robotics", "robots"),
        ("Collaborative robots", "robotics"),
        ("A battery for all", "batteries"),
        ("Batteries for all", "battery"),
        ("Manufacturing", "manufactured"),
    ],
)
def test_a_word_is_found_in_its_other_forms(title, words):
    SourceFactory(title=title)

    assert is_found(words)


@pytest.mark.parametrize("words", ["m", "manu", "manufactur", "adv manu", "2", "20"])
def test_the_beginning_of_a_word_is_enough(words):
    SourceFactory(title="Advanced Manufacturing 2019")

    assert is_found(words)


@pytest.mark.parametrize("words", ["facturing", "manufacturingx", "advanced 2020"])
def test_the_middle_of_a_word_or_more_than_it_is_not(words):
    SourceFactory(title="Advanced Manufacturing 2019")

    assert not is_found(words)


@pytest.mark.parametrize("words", ["the", "what is it", "IT", "a"])
def test_words_that_english_skips_are_found_where_they_stand(words):
    SourceFactory(title="What is it? The IT of a plant")
    SourceFactory(title="Robotics")

    assert Source.objects.search(words).count() == 1


@pytest.mark.parametrize(
    "words",
    ["NIIMBL", "niimbl", "biopharma", "Delaware Bio", "Newark", "biologics"],
)
def test_an_institute_is_found_by_each_of_its_names_and_its_text(words):
    institute = InstituteFactory(
        acronym="NIIMBL",
        name="National Institute for Biopharmaceutical Manufacturing",
        former_name="Delaware Biotechnology Network",
        operator="University of Delaware",
        city="Newark",
        summary="Makes biologics available.",
    )
    InstituteFactory()

    assert list(Institute.objects.search(words)) == [institute]


@pytest.mark.parametrize("words", ["MIT", "lincoln lab", "massachusetts"])
def test_a_partner_is_found_by_its_aliases(words):
    partner = PartnerFactory(
        name="Massachusetts Institute of Technology",
        aliases=["MIT", "Lincoln Laboratory"],
    )
    PartnerFactory(name="Alcoa", aliases=["Aluminum Company of America"])

    assert list(Partner.objects.search(words)) == [partner]


def test_all_words_must_be_there_in_any_order():
    both = SourceFactory(title="Robotics in Ohio")
    SourceFactory(title="Robotics")
    SourceFactory(title="Ohio")

    assert list(Source.objects.search("ohio robotics")) == [both]


def test_words_may_stand_in_different_columns():
    source = SourceFactory(title="Robotics", publisher="NIST")

    assert list(Source.objects.search("nist robot")) == [source]


@pytest.mark.parametrize(
    "words", ["", " ", "!!!", "'", "\\", "& | ! <-> :*", "—", "\t\n"]
)
def test_signs_alone_find_nothing(words):
    SourceFactory(title="! ' & —")

    assert not is_found(words)


@pytest.mark.parametrize(
    "words", ["o'brien", "o' brien:*", "!o & 'brien", "\\o brien", "(o | brien)"]
)
def test_signs_between_words_are_no_commands(words):
    SourceFactory(title="O'Brien")

    assert is_found(words)


def test_a_hyphen_parts_words():
    SourceFactory(title="Cost-share of non-federal partners")

    assert is_found("cost share nonfederal") is False
    assert is_found("cost-share non federal") is True


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300
    )
)
def test_any_text_can_be_searched(words):
    assert Source.objects.search(words).by_relevance(words).count() == 0


def test_a_very_long_text_is_cut_rather_than_refused():
    SourceFactory(title="word")

    assert is_found("word " * 10_000)


def test_names_rank_above_aliases_and_aliases_above_text():
    text = InstituteFactory(acronym="A", summary="carbon")
    alias = InstituteFactory(acronym="B", former_name="Carbon Institute")
    name = InstituteFactory(acronym="C", name="Institute of Carbon")

    found = Institute.objects.search("carbon").by_relevance("carbon")

    assert list(found) == [name, alias, text]


def test_a_row_named_so_ranks_above_names_that_only_begin_so():
    begun = PartnerFactory(name="Mitsubishi Mitsui Mit")
    former = PartnerFactory(name="Institute of Technology", aliases=["M.I.T.", "MIT"])

    found = Partner.objects.search("mit").by_relevance("mit")

    assert list(found) == [former, begun]
    assert found.search("m-i-t").by_relevance("m-i-t").get() == former


@pytest.mark.parametrize("length", [199, 200, 401, 5000])
def test_names_and_words_of_any_length_are_taken(length):
    partner = PartnerFactory(name="Long", aliases=["ﷺ" * length])

    found = Partner.objects.search("ﷺ" * length).by_relevance("ﷺ" * length)

    assert set(found) <= {partner}


def test_equal_rank_falls_back_to_the_natural_order():
    for key in ("b", "c", "a"):
        SourceFactory(key=key, title="Carbon")

    found = Source.objects.search("carbon").by_relevance("carbon")

    assert [source.key for source in found] == ["a", "b", "c"]


def test_a_changed_name_is_found_at_once():
    SourceFactory(title="Old")

    Source.objects.update(title="New")

    assert (is_found("new"), is_found("old")) == (True, False)


SEARCHABLE = [
    m
    for m in FACTORIES
    if issubclass(type(m._default_manager.all()), SearchableQuerySet)
]


@pytest.mark.parametrize("model", SEARCHABLE, ids=lambda m: m.__name__)
def test_every_search_is_served_by_its_index(model):
    with connection.cursor() as cursor:
        for other in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{other} = off")

    plan = model.objects.search("carbon fiber").order_by().explain()

    index = next(i.name for i in model._meta.indexes if i.name.endswith("_search"))
    assert f"Bitmap Index Scan on {index}" in plan


def found(rows, words):
    return {row.natural_key() for row in rows.search(words)}


def test_a_row_is_found_by_the_names_of_what_it_names():
    institute = InstituteFactory(acronym="LIFT", former_name="ALMMII")
    partner = PartnerFactory(name="Ohio State University", aliases=["OSU"])
    project = ProjectPartnerFactory(
        project__institute=institute, project__title="Light castings", partner=partner
    ).project
    ProjectFactory(title="Heavy castings")

    for words in ("castings lift", "ALMMII light", "osu", "ohio state castings"):
        assert found(Project.objects, words) == {project.natural_key()}, words


def test_only_the_names_count_of_what_a_row_names():
    institute = InstituteFactory(acronym="ARM", summary="Robots for everyone")
    ProjectFactory(institute=institute, title="Grinding")

    assert found(Institute.objects, "robots")
    assert not found(Project.objects, "robots")


def test_a_project_with_many_partners_is_found_once():
    project = ProjectFactory(title="Casting")
    for name in ("Acme One", "Acme Two"):
        ProjectPartnerFactory(project=project, partner__name=name)

    assert [row.title for row in Project.objects.search("acme")] == ["Casting"]
