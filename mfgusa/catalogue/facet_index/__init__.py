"""The rows behind each value of each facet, as sets in the memory of each process.

A filter joins a few sets, a count is the size of their intersection, and a page is read
in the order of the catalogue. No count is made in SQL.

- `row_sets`: sets of row ids (roaring bitmaps).
- `index`: the sets of one catalogue at one moment; never changed, only replaced.
- `definition`: how the sets are read from the tables.
- `dependencies`: the tables that a catalogue reads, and the lookup paths to them.
- `triggers`: write into a log which rows of these tables changed.
- `log`: what changed since, as a snapshot sees it.
- `follower`: the index of a snapshot: the one that this process keeps, brought up to
  date by the log, or the stored checkpoint.
- `checkpoint`: the index as it is stored, for processes that start.
- `pages`: rows of a set in an order, from one position to another.
"""
