"""Facets: filters that say beforehand how many rows each of their values would find.

One declaration makes the filter, its `not_` twin, its counts and its words. Rows
that lack the field are a value of their own, `not-recorded`."""
