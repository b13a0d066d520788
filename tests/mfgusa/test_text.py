import pytest

from mfgusa.text import closest_match, did_you_mean, shorten

KEYS = ["lift", "iacmi", "nextflex", "america-makes"]


@pytest.mark.parametrize(
    ("word", "match"),
    [
        ("lift", "lift"),
        ("LIFT", "lift"),
        ("1ift", "lift"),
        ("NextFlx", "nextflex"),
        ("America Makes", "america-makes"),
        ("zzz", ""),
    ],
)
def test_the_closest_match_ignores_case(word, match):
    assert closest_match(word, KEYS) == match


def test_the_closest_match_ignores_accents():
    assert closest_match("Électron", ["electron", "election"]) == "electron"


def test_a_choice_keeps_its_own_case():
    assert closest_match("ohio", ["OH", "Ohio"]) == "Ohio"


def test_a_guess_is_a_sentence():
    assert did_you_mean("LIFT", KEYS) == " Did you mean “lift”?"
    assert did_you_mean("zzz", KEYS) == ""


def test_a_long_text_is_shortened():
    assert shorten("a" * 100) == "a" * 100
    assert shorten("a" * 101) == "a" * 100 + "…"
