CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'check_violation', CONSTRAINT = 'history_is_append_only',
    MESSAGE = format(
      'History is only added to: rows of %s are neither changed nor removed.',
      TG_TABLE_NAME);
END
$$;
COMMENT ON FUNCTION refuse_history_change IS
  'Refuses a statement on a table of events. It takes no heed of pgtrigger.ignore.';

CREATE FUNCTION refuse_lost_context() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.metadata @> OLD.metadata AND NEW.id = OLD.id
      AND NEW.created_at = OLD.created_at THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'check_violation', CONSTRAINT = 'history_is_append_only',
    MESSAGE = 'History is only added to: who and why of an event may grow by more '
      'keys, and those that it has stay as they are.';
END
$$;
COMMENT ON FUNCTION refuse_lost_context IS
  'Refuses to change what the context of events says; more keys are taken.';
