"""Whole names can be asked for, and plain letters are folded without more ado."""

from importlib import import_module

from django.db import migrations

before = import_module("mfgusa.catalogue.migrations.0002_search_and_version_functions")

FOLD_BEFORE = before.FOLD.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
FOLD = r"""
CREATE OR REPLACE FUNCTION search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(
    CASE WHEN octet_length(words) = length(words) THEN lower(words COLLATE pg_c_utf8)
    ELSE replace(replace(replace(translate(
      lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g')
            COLLATE pg_c_utf8),
      'łøđıŧħ', 'lodith'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe') END,
    '[^[:alnum:]]+' COLLATE pg_c_utf8, ' ', 'g')
$$;
"""

DOCUMENT_BEFORE = before.DOCUMENT.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
DOCUMENT = DOCUMENT_BEFORE.replace(
    "  FROM (SELECT",
    """      || array_to_tsvector(ARRAY(
           SELECT DISTINCT '=' || name FROM (
             SELECT trim(search_fold(name)) FROM unnest(names || aliases) AS name
           ) AS whole (name) WHERE length(name) BETWEEN 1 AND 400))
  FROM (SELECT""",
).replace("plain and stemmed.", "plain and stemmed; names whole (=).")

EXACT = """
CREATE FUNCTION search_exact_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT concat('''=', left(trim(search_fold(left(words, 200))), 400), '''')::tsquery
$$;
COMMENT ON FUNCTION search_exact_query IS
  'The words are a whole name or alias, but for case, accents and signs.';
"""

AGAIN = """
DO $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT adrelid::regclass AS name, pg_get_expr(adbin, adrelid) AS document
    FROM pg_attrdef WHERE pg_get_expr(adbin, adrelid) LIKE 'search_document(%'
  LOOP
    EXECUTE format('ALTER TABLE %s ALTER COLUMN search SET EXPRESSION AS (%s)',
                   one.name, one.document);
  END LOOP;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_names_and_times")]

    operations = [
        migrations.RunSQL(FOLD, FOLD_BEFORE),
        migrations.RunSQL(migrations.RunSQL.noop, AGAIN),
        migrations.RunSQL(DOCUMENT, DOCUMENT_BEFORE),
        migrations.RunSQL(EXACT, "DROP FUNCTION search_exact_query(text)"),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
