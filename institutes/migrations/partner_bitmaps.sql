-- Whoever counts partners first makes their bitmaps.
INSERT INTO catalogue_stalechunk (index) VALUES ('partner');
