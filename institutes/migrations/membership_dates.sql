-- The release before goes on during an upgrade: it may read, and writes wait.
LOCK TABLE provenance_source, institutes_membership IN SHARE ROW EXCLUSIVE MODE;

CREATE FUNCTION membership_date(since text, published text) RETURNS text
LANGUAGE sql IMMUTABLE RETURN coalesce(since, published);
COMMENT ON FUNCTION membership_date IS
  'The date from which a membership is known, of its start and of the publication of its source.';

CREATE FUNCTION set_membership_date() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.since IS DISTINCT FROM OLD.since
      OR NEW.source_id IS DISTINCT FROM OLD.source_id THEN
    -- Waits for whoever changes the publication, then holds that off until the commit.
    PERFORM FROM provenance_source WHERE id = NEW.source_id FOR KEY SHARE;
  END IF;
  NEW.dated := (
    SELECT membership_date(NEW.since, published)
    FROM provenance_source WHERE id = NEW.source_id);
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION set_membership_date IS
  'Computes the date of a membership, whatever a writer sets.';

CREATE FUNCTION update_membership_dates() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sources bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN  -- A transaction may write memberships before their source.
    sources := ARRAY (SELECT id FROM new_rows);
  ELSE
    sources := ARRAY (
      SELECT id FROM new_rows LEFT JOIN old_rows USING (id)
      WHERE new_rows.published IS DISTINCT FROM old_rows.published);
    -- Waits for memberships that are being written; the update sees them then.
    PERFORM FROM provenance_source WHERE id = ANY (sources) ORDER BY id FOR UPDATE;
  END IF;
  IF EXISTS (SELECT FROM institutes_membership WHERE source_id = ANY (sources)) THEN
    UPDATE institutes_membership m
    SET dated = membership_date(m.since, s.published)
    FROM provenance_source s
    WHERE m.source_id = ANY (sources) AND s.id = m.source_id
      AND m.dated IS DISTINCT FROM membership_date(m.since, s.published);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION update_membership_dates IS
  'Computes the dates of memberships anew whose sources were written.';

CREATE TRIGGER membership_date BEFORE INSERT OR UPDATE ON institutes_membership
  FOR EACH ROW EXECUTE FUNCTION set_membership_date();
CREATE TRIGGER membership_dates_of_new_sources AFTER INSERT ON provenance_source
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION update_membership_dates();
CREATE TRIGGER membership_dates_of_updated_sources AFTER UPDATE ON provenance_source
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION update_membership_dates();

-- No event: the triggers of the release before would take it for a change of the facts.
ALTER TABLE institutes_membership DISABLE TRIGGER USER;
UPDATE institutes_membership m SET dated = membership_date(m.since, s.published)
FROM provenance_source s WHERE s.id = m.source_id;
ALTER TABLE institutes_membership ENABLE TRIGGER USER;
