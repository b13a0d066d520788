"""Maps, bar charts, lane charts and time series, drawn on the server."""
