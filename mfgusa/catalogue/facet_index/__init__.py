"""Facet counts that cost the same for a thousand rows and for a million.

For each value of a facet a bitmap says which rows have it. A filter combines a few
bitmaps with AND, OR and NOT, and a count is the number of bits that are set:
PostgreSQL does both in a fraction of the time that it takes to read the rows. A page
of the rows that are left can be read in the order of the catalogue too (`rows`).

The bitmaps of a catalogue are in chunks of 8,192 rows, by id. A write marks its chunks
as stale (`stale_after`, triggers); the next count renews them. The rows of a text
search become a bitmap of their own. What no bitmap can answer, such as the state of a
past year, is counted row by row as everywhere else.
"""
