"""The SQL functions that every table's search column and version trigger use."""

from django.db import migrations

FOLD = r"""
CREATE FUNCTION search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(
    replace(replace(replace(translate(
      lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g')
            COLLATE pg_c_utf8),
      'łøđıŧħ', 'lodith'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    '[^[:alnum:]]+' COLLATE pg_c_utf8, ' ', 'g')
$$;
COMMENT ON FUNCTION search_fold IS
  'Lower case, no accents, letters and digits only: how words are compared.';
"""

DOCUMENT = """
CREATE FUNCTION search_document(names text[], aliases text[], body text[])
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('pg_catalog.simple', n), 'A')
      || setweight(to_tsvector('pg_catalog.english', n), 'A')
      || setweight(to_tsvector('pg_catalog.simple', a), 'B')
      || setweight(to_tsvector('pg_catalog.english', a), 'B')
      || setweight(to_tsvector('pg_catalog.simple', b), 'D')
      || setweight(to_tsvector('pg_catalog.english', b), 'D')
  FROM (SELECT coalesce(search_fold(array_to_string(names, ' ')), '') AS n,
               coalesce(search_fold(array_to_string(aliases, ' ')), '') AS a,
               coalesce(search_fold(array_to_string(body, ' ')), '') AS b) AS folded
$$;
COMMENT ON FUNCTION search_document IS
  'What of a row can be found: names (A), aliases (B), text (D), plain and stemmed.';
"""

QUERY = """
CREATE FUNCTION search_query(words text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  word text;
  found tsquery := NULL;
  one tsquery;
BEGIN
  FOREACH word IN ARRAY
    (string_to_array(trim(search_fold(left(words, 200))), ' '))[1:16]
  LOOP
    CONTINUE WHEN word = '';
    one := to_tsquery('pg_catalog.simple', quote_literal(word) || ':*');
    IF numnode(plainto_tsquery('pg_catalog.english', word)) > 0 THEN
      one := one || plainto_tsquery('pg_catalog.english', word);
    END IF;
    found := coalesce(found && one, one);
  END LOOP;
  RETURN coalesce(found, ''::tsquery);
END
$$;
COMMENT ON FUNCTION search_query IS
  'Every word must be there: whole, inflected, or as the beginning of a word.';
"""

BUMP = """
CREATE FUNCTION bump_data_version() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE catalogue_dataversion SET writes = writes + 1 WHERE id = (
    SELECT id FROM catalogue_dataversion ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO catalogue_dataversion (writes) VALUES (1);
  END IF;
END
$$;
COMMENT ON FUNCTION bump_data_version IS
  'Counts one write in a counter that no other transaction holds.';
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_data_version")]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION search_fold(text)"),
        migrations.RunSQL(
            DOCUMENT, "DROP FUNCTION search_document(text[], text[], text[])"
        ),
        migrations.RunSQL(QUERY, "DROP FUNCTION search_query(text)"),
        migrations.RunSQL(BUMP, "DROP FUNCTION bump_data_version()"),
    ]
