from decimal import Decimal

import pytest

from mfgusa.charts.series import Point, year_position
from tests.mfgusa.charts.drawings import SVG, elements, links, series_of, texts


def point(time, value=10, preferred=True, series=""):
    return Point(time, value, f"{time}: {value}", f"/{time}/", preferred, series)


def lines(svg):
    """The lines of the series: paths that are painted by their stroke alone."""
    return [
        element
        for element in elements(svg)
        if element.tag == f"{SVG}path" and element.get("fill") is None
    ]


@pytest.mark.parametrize(
    ("time", "at"),
    [("2016", 2016.5), ("2016-01-01", 2016.0), ("2016-07-02", 2016.5)],
)
def test_a_partial_date_has_its_place_in_the_year(time, at):
    assert year_position(time) == pytest.approx(at)


def test_a_month_is_drawn_at_its_middle():
    assert (
        year_position("2016-02-14")
        < year_position("2016-02")
        < year_position("2016-02-17")
    )


def test_every_observation_is_a_link_and_only_preferred_ones_a_line():
    points = [
        point("2015"),
        point("2016", Decimal("12.5")),
        point("2016-04-30", 99, preferred=False),
    ]
    svg = series_of(*points).svg

    assert sorted(links(svg)) == sorted((p.url, p.label, p.label) for p in points)
    (line,) = lines(svg)
    assert line.get("d").count("L") == 1
    assert 'fill="var(--paper)"' in svg


def test_a_break_interrupts_the_line_and_has_its_note():
    picture = series_of(
        *(point(str(year)) for year in range(2014, 2019)),
        breaks=[("2016", "Counted anew")],
    )

    assert [line.get("d").count("L") for line in lines(picture.svg)] == [1, 2]
    assert "Counted anew" in texts(picture.svg)
    assert not picture.legend


def test_a_note_too_long_for_the_chart_is_in_the_legend():
    words = "An organization that belongs to several institutes " * 4

    (key,) = series_of(point("2015"), breaks=[("2015", words)]).legend

    assert key.label == f"2015: {words}"


def test_years_are_whole_and_the_axis_begins_at_zero():
    svg = series_of(point("2015", 900), point("2017-06", 1000)).svg

    assert {"2015", "2016", "2017", "0"} <= set(texts(svg))


def test_each_series_has_its_own_line_and_name():
    picture = series_of(
        *(point(year, series=name) for year in ("2015", "2016") for name in "BA")
    )

    assert [key.label for key in picture.legend] == ["B", "A"]
    assert len(lines(picture.svg)) == 2


def test_a_chart_without_points_says_so():
    assert texts(series_of().svg) == ["Nothing recorded"]


@pytest.mark.parametrize("wrong", [point("soon"), point("2016", float("nan"))])
def test_invalid_times_and_values_are_refused(wrong):
    with pytest.raises(ValueError, match=r"soon|nan"):
        series_of(wrong)
