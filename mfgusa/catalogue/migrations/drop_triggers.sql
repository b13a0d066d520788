DO $$
DECLARE
  stale record;
BEGIN
  FOR stale IN
    SELECT tgname, tgrelid::regclass AS tab FROM pg_trigger
    WHERE NOT tgisinternal AND tgname LIKE 'pgtrigger\_PREFIX\_%'
  LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', stale.tgname, stale.tab);
  END LOOP;
END
$$;
