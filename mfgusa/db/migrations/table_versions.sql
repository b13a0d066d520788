CREATE OR REPLACE FUNCTION bump_data_version() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bump_table_version('', false);
END
$$;
COMMENT ON FUNCTION bump_data_version IS
  'Counts one write to some table, as triggers of version 0.2.0 do.';

CREATE FUNCTION bump_table_version(source text, insertion boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE db_dataversion
    SET writes = writes + 1, changed = greatest(changed, now())
    WHERE id = (
      SELECT id FROM db_dataversion
      WHERE table_name = source AND is_insertion = insertion
      ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO db_dataversion (table_name, is_insertion, writes, changed)
      VALUES (source, insertion, 1, now());
  END IF;
END
$$;
COMMENT ON FUNCTION bump_table_version IS
  'Counts one write to a table in a counter that no other transaction has locked.';
