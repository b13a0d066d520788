import pytest

from mfgusa.charts.bars import Bar
from tests.mfgusa.charts.drawings import bars_of, links, texts


def bar(group="2015", series="Federal", value=7e7, bound=""):
    return Bar(group, series, value, f"{series} {group}", f"/{series}/{group}/", bound)


@pytest.mark.parametrize("horizontal", [False, True])
def test_each_segment_is_a_link(horizontal):
    bars = [bar(g, s) for g in ("2015", "2016") for s in ("Federal", "Other")]

    drawn = links(bars_of(*bars, horizontal=horizontal).svg)

    assert sorted(drawn) == sorted((b.url, b.label, b.label) for b in bars)


def test_groups_keep_their_order_and_those_without_bars_their_place():
    picture = bars_of(bar("B"), groups=["C", "B", "A"])

    assert [text for text in texts(picture.svg) if text in "ABC"] == ["C", "B", "A"]


def test_money_is_drawn_in_millions():
    assert {"$ million", "60"} <= set(texts(bars_of(bar()).svg))
    assert "$ million" not in texts(bars_of(bar(value=70), money=False).svg)


@pytest.mark.parametrize(
    ("bounds", "sign"),
    [
        (["exact", "at-least"], "≥"),
        (["at-most", "at-most"], "≤"),
        (["about", ""], "≈"),
        (["at-least", "at-most"], "≈"),
    ],
)
def test_a_sum_that_is_not_exact_has_a_sign_and_the_legend_its_meaning(bounds, sign):
    federal, other = bounds
    picture = bars_of(bar(bound=federal), bar(series="Other", bound=other))

    assert sign in texts(picture.svg)
    assert sign in [key.sign for key in picture.legend]


def test_an_exact_sum_has_no_sign():
    assert not {"≥", "≤", "≈"} & set(texts(bars_of(bar(bound="exact")).svg))


@pytest.mark.parametrize("bars", [[], [bar(value=0)]])
def test_a_chart_without_data_says_so(bars):
    assert texts(bars_of(*bars).svg) == ["Nothing recorded"]


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_invalid_values_are_refused(value):
    with pytest.raises(ValueError, match="Federal 2015"):
        bars_of(bar(value=value))
