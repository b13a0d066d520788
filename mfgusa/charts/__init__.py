"""Facts as pictures: maps, bars and series, drawn on the server."""

from mfgusa.charts.bars import Bar, stacked_bars
from mfgusa.charts.maps import Marker, StateShade, state_map
from mfgusa.charts.pictures import Picture, picture_response
from mfgusa.charts.series import Point, time_series

__all__ = [
    "Bar",
    "Marker",
    "Picture",
    "Point",
    "StateShade",
    "picture_response",
    "stacked_bars",
    "state_map",
    "time_series",
]
