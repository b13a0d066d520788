"""Facts as pictures: maps, bars, lanes and series, drawn on the server."""
