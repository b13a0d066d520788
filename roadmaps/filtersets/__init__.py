"""Which facets each catalogue of plans has."""
