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
        ("lfit", "lift"),
        ("zzz", ""),
    ],
)
def test_the_closest_match_ignores_case(word, match):
    assert closest_match(word, KEYS) == match


def test_the_closest_match_ignores_accents():
    assert closest_match("Électron", ["electron", "election"]) == "electron"


@pytest.mark.parametrize(
    ("word", "choice"),
    [
        ("regoin", "region"),
        ("0H", "OH"),
        ("DOEE", "DOE"),
        ("HO", "OH"),
        ("DO", "DOE"),
        ("Californa", "California"),
        ("robotix", "robotics"),
        ("acadmic", "academia"),
        ("extflex", "nextflex"),
        ("Misissipi state", "Mississippi State"),
    ],
)
def test_a_slip_is_a_likely_guess(word, choice):
    assert closest_match(word, [choice]) == choice


@pytest.mark.parametrize(
    ("word", "choice"),
    [
        ("XX", "TX"),
        ("none", "NE"),
        ("DOX", "DOE"),
        ("H", "OH"),
        ("2012-2014", "2022"),
        ("2011", "2012"),
        ("institute", "state"),
        ("Department", "Department of Labor"),
        ("Department of War", "Department of Labor"),
        ("southeast", "northeast"),
        ("northwest", "northeast"),
        ("inactive", "active"),
        ("unrecorded", "recorded"),
        ("recorded", "unrecorded"),
        ("nonfederal", "federal"),
    ],
)
def test_a_guess_that_is_not_likely_is_none(word, choice):
    assert closest_match(word, [choice]) == ""


def test_a_choice_keeps_its_own_case():
    assert closest_match("ohio", ["OH", "Ohio"]) == "Ohio"


def test_a_guess_is_a_sentence():
    assert did_you_mean("LIFT", KEYS) == " Did you mean “lift”?"
    assert did_you_mean("zzz", KEYS) == ""


def test_a_long_text_is_shortened():
    assert shorten("a" * 100) == "a" * 100
    assert shorten("a" * 101) == "a" * 100 + "…"
