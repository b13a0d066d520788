"""Rows are found by the names of what they name; the data version says when it grew."""

from importlib import import_module

import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now

before = import_module("mfgusa.catalogue.migrations.0002_search_and_version_functions")

QUERY = """
CREATE FUNCTION search_query(words text, weights text) RETURNS tsquery
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
    one := to_tsquery('pg_catalog.simple', quote_literal(word) || ':*' || weights);
    IF numnode(plainto_tsquery('pg_catalog.english', word)) > 0 THEN
      one := one || to_tsquery('pg_catalog.english', concat_ws(
        ':', quote_literal(word), nullif(weights, '')));
    END IF;
    found := coalesce(found && one, one);
  END LOOP;
  RETURN coalesce(found, ''::tsquery);
END
$$;
COMMENT ON FUNCTION search_query(text, text) IS
  'Every word must be there, whole, inflected or begun, in text of these weights.';

CREATE OR REPLACE FUNCTION search_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT search_query(words, '') $$;

CREATE FUNCTION search_names_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT search_query(words, 'AB') $$;
COMMENT ON FUNCTION search_names_query IS
  'As search_query, but only in names and aliases.';
"""

QUERY_BEFORE = f"""
DROP FUNCTION search_names_query(text);
{
    before.QUERY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
        "COMMENT ON FUNCTION search_query IS",
        "COMMENT ON FUNCTION search_query(text) IS",
    )
}
DROP FUNCTION search_query(text, text);
"""

BUMP = """
CREATE OR REPLACE FUNCTION bump_data_version() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE catalogue_dataversion SET writes = writes + 1, changed = now() WHERE id = (
    SELECT id FROM catalogue_dataversion ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO catalogue_dataversion (writes) VALUES (1);
  END IF;
END
$$;
"""

BUMP_BEFORE = BUMP.replace(", changed = now()", "")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_search_and_version_functions")]

    operations = [
        migrations.RunSQL(QUERY, QUERY_BEFORE),
        migrations.AddField(
            model_name="dataversion",
            name="changed",
            field=models.DateTimeField(
                db_default=Now(), default=django.utils.timezone.now
            ),
        ),
        migrations.RunSQL(BUMP, BUMP_BEFORE),
    ]
