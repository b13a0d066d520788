CREATE FUNCTION search_fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(
    CASE WHEN octet_length(words) = length(words) THEN lower(words COLLATE pg_c_utf8)
    ELSE replace(replace(replace(translate(
      lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f]', '', 'g')
            COLLATE pg_c_utf8),
      'łøđıŧħ', 'lodith'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe') END,
    '[^[:alnum:]]+' COLLATE pg_c_utf8, ' ', 'g')
$$;
COMMENT ON FUNCTION search_fold IS
  'Lower case, no accents, letters and digits only: how words are compared.';

-- BEGIN ATOMIC binds the functions that it calls: a dump is restored with an empty
-- search path, where a body kept as text would not find search_fold.
CREATE FUNCTION search_document(names text[], aliases text[], body text[])
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT setweight(to_tsvector('pg_catalog.simple', n), 'A')
      || setweight(to_tsvector('pg_catalog.english', n), 'A')
      || setweight(to_tsvector('pg_catalog.simple', a), 'B')
      || setweight(to_tsvector('pg_catalog.english', a), 'B')
      || setweight(to_tsvector('pg_catalog.simple', b), 'D')
      || setweight(to_tsvector('pg_catalog.english', b), 'D')
      || array_to_tsvector(ARRAY(
           SELECT DISTINCT '=' || name FROM (
             SELECT trim(search_fold(name)) FROM unnest(names || aliases) AS name
           ) AS whole (name) WHERE length(name) BETWEEN 1 AND 400))
  FROM (SELECT coalesce(search_fold(array_to_string(names, ' ')), '') AS n,
               coalesce(search_fold(array_to_string(aliases, ' ')), '') AS a,
               coalesce(search_fold(array_to_string(body, ' ')), '') AS b) AS folded;
END;
COMMENT ON FUNCTION search_document IS
  'The searchable text of a row: names (A), aliases (B), text (D), plain and stemmed; whole names (=).';

CREATE FUNCTION search_query(words text, weights text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  word text;
  query tsquery := NULL;
  term tsquery;
BEGIN
  FOREACH word IN ARRAY
    (string_to_array(trim(search_fold(left(words, 200))), ' '))[1:16]
  LOOP
    CONTINUE WHEN word = '';
    term := to_tsquery('pg_catalog.simple', quote_literal(word) || ':*' || weights);
    IF numnode(plainto_tsquery('pg_catalog.english', word)) > 0 THEN
      term := term || to_tsquery('pg_catalog.english', concat_ws(
        ':', quote_literal(word), nullif(weights, '')));
    END IF;
    query := coalesce(query && term, term);
  END LOOP;
  RETURN coalesce(query, ''::tsquery);
END
$$;
COMMENT ON FUNCTION search_query(text, text) IS
  'Requires every word, whole, inflected or as a prefix, in text of these weights.';

CREATE FUNCTION search_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT search_query(words, '') $$;
COMMENT ON FUNCTION search_query(text) IS
  'Requires every word, whole, inflected or as a prefix.';

CREATE FUNCTION search_names_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT search_query(words, 'AB') $$;
COMMENT ON FUNCTION search_names_query IS
  'As search_query, but only in names and aliases.';

CREATE FUNCTION search_exact_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT concat('''=', left(trim(search_fold(left(words, 200))), 400), '''')::tsquery
$$;
COMMENT ON FUNCTION search_exact_query IS
  'Matches a whole name or alias, ignoring case, accents and punctuation.';
