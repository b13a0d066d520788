"""Counts of facets that cost the same for a thousand rows and for a million.

For each value of a facet a bitmap says which rows have it. A filter is a few bitmaps
joined by AND, OR and NOT, a count the number of bits that are left: PostgreSQL does
both in a fraction of the time in which it reads the rows.

The rows that are left can be read, too, a page of them in the order of the catalogue
(`rows`), whatever was asked.

The bitmaps of a catalogue lie in chunks of 8,192 rows, by id. A write marks its chunks
as stale (`stale_after`, triggers); whoever counts next makes those anew. The rows of
a text search become a bitmap of their own; what no bitmap can answer, such as the
state of a past year, is counted row by row as everywhere else."""
