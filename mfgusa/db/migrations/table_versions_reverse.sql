DROP FUNCTION bump_table_version;

CREATE OR REPLACE FUNCTION bump_data_version() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE db_dataversion SET writes = writes + 1, changed = now() WHERE id = (
    SELECT id FROM db_dataversion ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO db_dataversion (writes) VALUES (1);
  END IF;
END
$$;
COMMENT ON FUNCTION bump_data_version IS
  'Counts one write in a counter that no other transaction has locked.';
