"""Which facets each catalogue of facts has."""
