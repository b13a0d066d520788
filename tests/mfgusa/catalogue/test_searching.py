"""Folding as the database folds, marks in a text, and the nearest words."""

import re
import unicodedata

import pytest
from django.db import connection
from django.utils.html import strip_tags
from hypothesis import example, given, settings
from hypothesis import strategies as st

from institutes.models import Institute, Partner
from mfgusa.catalogue.search.folding import ACCENTS, fold, stem, tokenize
from mfgusa.catalogue.search.highlight import SNIPPET_LENGTH, ParsedQuery
from mfgusa.catalogue.search.suggestions import Lexicon
from mfgusa.catalogue.search.types import SearchType
from tests.factories import PartnerFactory


def has_twin(letter):
    """Whether the two folds agree: what folding.py says of the two sorts left out."""
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", letter))
    marks = any(unicodedata.category(one)[0] == "M" for one in bare)
    return not marks and "NEGATIVE" not in unicodedata.name(letter, "")


LETTERS = st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0")
TEXTS = st.text(LETTERS.filter(has_twin), max_size=60)
SIGNS = st.text("aA1ßÉé ́½-&<>'\"“ıİŁæﬁ①Σς\n", max_size=40)


def database(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(max_examples=300, deadline=None)
@given(TEXTS | SIGNS)
@example("ΑΣ Ünïcode İstanbul ﬁber ½ Łódź ẞ")
def test_python_folds_as_the_database_does(text):
    assert fold(text) == database("SELECT search_fold(%s)", text)


@settings(max_examples=300, deadline=None)
@given(TEXTS | SIGNS)
def test_the_words_of_a_text_are_those_of_its_folded_form(text):
    assert [token.word for token in tokenize(text)] == fold(text).split()


@settings(max_examples=300, deadline=None)
@given(TEXTS | SIGNS, TEXTS | SIGNS)
def test_marks_change_nothing_but_add_marks(words, text):
    marked = ParsedQuery(words).marked(text)

    assert re.sub("</?mark>", "", marked) == ParsedQuery("").marked(text)
    assert marked.count("<mark>") == marked.count("</mark>")


def test_words_of_names_have_the_stems_of_the_database(facts):
    words = sorted(Lexicon((SearchType("p", "", Partner.objects.all()),)).spellings)
    sql = "SELECT ts_lexize('english_stem', %s)"
    known = {word: database(sql, word) for word in words if word.isalpha()}

    assert {w: stem(w) for w, found in known.items() if found} == {
        word: found[0] for word, found in known.items() if found
    }


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        ("mit", "MIT, Mitsubishi", "<mark>MIT</mark>, <mark>Mitsubishi</mark>"),
        ("cafe", "Le Café", "Le <mark>Café</mark>"),
        ("cafe", "Le Cafe\u0301.", "Le <mark>Cafe\u0301</mark>."),
        ("batteries", "A battery", "A <mark>battery</mark>"),
        ("robots", "Robotics", "<mark>Robotics</mark>"),
        ("happi", "happy", "<mark>happy</mark>"),
        ("cost-share", "Cost share", "<mark>Cost</mark> <mark>share</mark>"),
        (
            "b",
            "<b>A&B</b>",
            "&lt;<mark>b</mark>&gt;A&amp;<mark>B</mark>&lt;/<mark>b</mark>&gt;",
        ),
        ("1", "½ inch", "<mark>½</mark> inch"),
        ("robot", "a probot", "a probot"),
        ("", "Nothing", "Nothing"),
    ],
)
def test_a_word_is_marked_where_the_search_finds_it(words, text, marked):
    assert ParsedQuery(words).marked(text) == marked


@pytest.mark.parametrize("place", [0, 3, 40, 90])
def test_a_snippet_shows_the_match_between_whole_words(place):
    words = ["steel"] * 100
    words[place] = "carbon"
    snippet = ParsedQuery("carbon").snippet(" ".join(words))

    assert "<mark>carbon</mark>" in snippet
    assert set(strip_tags(snippet).strip("…").split()) <= {"steel", "carbon"}
    assert len(strip_tags(snippet)) <= SNIPPET_LENGTH + 2
    assert snippet.startswith("…") == (place > 20)


def test_a_short_text_is_its_own_snippet():
    assert ParsedQuery("steel").snippet("Carbon") == "Carbon"


def test_the_vocabulary_knows_beginnings_and_guesses_the_nearest(db):
    PartnerFactory(name="Robotics Café", aliases=["Massachusetts Institute"])
    known = Lexicon((SearchType("partners", "", Partner.objects.all()),))

    assert known.has_prefix("cafe")
    assert known.has_prefix("mass")
    assert not known.has_prefix("robtics")
    assert known.nearest("robtics") == ["Robotics"]
    assert known.nearest("masachusets")[0] == "Massachusetts"
    assert known.nearest("xyzzy") == []


def test_a_kind_knows_what_its_rows_are_found_by():
    assert SearchType("i", "", Institute.objects.all()).many_paths == ["focus_areas"]
