"""Facts as pictures: maps, bars, lanes and series, drawn on the server."""

from mfgusa.charts.bars import Bar, stacked_bars
from mfgusa.charts.lanes import Lane, lane_chart
from mfgusa.charts.maps import Marker, StateShade, state_map
from mfgusa.charts.pictures import Picture, picture_response
from mfgusa.charts.series import Point, time_series

__all__ = [
    "Bar",
    "Lane",
    "Marker",
    "Picture",
    "Point",
    "StateShade",
    "lane_chart",
    "picture_response",
    "stacked_bars",
    "state_map",
    "time_series",
]
