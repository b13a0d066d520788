-- Small enough for the row itself, too full to compress.
ALTER TABLE catalogue_bitmap ALTER bits SET STORAGE PLAIN;
